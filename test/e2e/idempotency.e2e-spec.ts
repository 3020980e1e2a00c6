import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { IdempotencyKey } from '../../src/idempotency/idempotency-key.entity.js';
import { openShop } from '../builders/shop.js';
import { startAnotherServer, type RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());

const body = {
  start: '2030-05-01T10:00:00Z',
  end: '2030-05-01T11:00:00Z',
  customer: { name: 'Bo', email: 'bo@example.com' },
};
const post = (key: string, options: RequestOptions = {}, on = server) =>
  on.request('/v2/bookings', {
    method: 'POST',
    body,
    basic: tenant.secret,
    headers: { 'Idempotency-Key': key },
    ...options,
  });
const total = async (secret = tenant.secret) =>
  (await server.request('/v2/bookings', { basic: secret })).body.total as number;
const age = (key: string, ms: number, members: Partial<IdempotencyKey> = {}) =>
  server.database.write(({ manager }) =>
    manager.update(IdempotencyKey, { tenantId: tenant.id, key }, { createdAt: Date.now() - ms, ...members }),
  );

describe('a request with the same Idempotency-Key', () => {
  it('gets the first answer back, byte for byte, and nothing happens twice', async () => {
    const key = newId();
    const before = await total();
    const first = await post(key);
    const second = await post(key);
    expect(first.status).toBe(201);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(await total()).toBe(before + 1);
  });

  it('leaves nothing that opens something to whoever reads the database, and nothing that another row could answer', async () => {
    const [sign, order] = [newId(), newId()];
    const options = { body: { user: 'ann', expires_in: 600 } };
    const signing = () =>
      server.request('/v2/token/sign', {
        method: 'POST',
        basic: tenant.secret,
        headers: { 'Idempotency-Key': sign },
        ...options,
      });
    const { text, body: signed } = await signing();
    await post(order);
    const find = (key: string) =>
      server.database.read(({ manager }) =>
        manager.findOneByOrFail(IdempotencyKey, { tenantId: tenant.id, key }),
      );
    const [kept, booked] = [await find(sign), await find(order)];
    expect(kept.body).toEqual(expect.any(String));
    expect(kept.body).not.toContain(signed.secret);
    expect(Buffer.from(kept.body ?? '', 'base64').toString('latin1')).not.toContain(signed.secret);
    expect((await signing()).text).toBe(text);
    await server.database.write(({ manager }) =>
      manager.update(IdempotencyKey, { tenantId: tenant.id, key: order }, { body: kept.body }),
    );
    expect(await post(order)).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
    expect(booked.body).not.toContain('bo@example.com');
  });

  it('is refused when it asks for something else', async () => {
    const key = newId();
    await post(key);
    const before = await total();
    const others: [string, RequestOptions][] = [
      ['/v2/bookings', { body: { ...body, what: 'x' } }],
      ['/v2/bookings?include=event', { body }],
      ['/v2/bookings', { body: [] }],
      [`/v2/bookings/${newId()}/cancel`, { method: 'PUT', body }],
    ];
    for (const [path, options] of others) {
      const answer = await server.request(path, {
        method: 'POST',
        basic: tenant.secret,
        headers: { 'Idempotency-Key': key },
        ...options,
      });
      expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
    }
    expect(await total()).toBe(before);
  });

  it('gets a refusal back as it was, whatever happened meanwhile', async () => {
    const key = newId();
    const bad = { ...body, end: body.start };
    const first = await post(key, { body: bad });
    const second = await post(key, { body: bad });
    expect(first.status).toBe(422);
    expect([second.status, second.text]).toEqual([422, first.text]);
    expect(second.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  it('takes an action once', async () => {
    const { body: made } = await post(newId());
    const cancel = () =>
      server.request(`/v2/bookings/${made.data.id}/cancel`, {
        method: 'PUT',
        body: {},
        basic: tenant.secret,
        headers: { 'Idempotency-Key': `cancel-${made.data.id}` },
      });
    const [first, second] = [await cancel(), await cancel()];
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
  });

  it('runs once however many come at once, on two servers', async () => {
    const key = newId();
    const before = await total();
    const another = await startAnotherServer(server);
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => post(key, {}, index % 2 === 0 ? server : another)),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await total()).toBe(before + 1);
    } finally {
      await another.close();
    }
  });

  it('is another key for another tenant, another user and the merchant', async () => {
    const key = newId();
    const user = (id: string) => ({ basic: undefined as never, bearer: configuration.token({ id }) });
    const answers = [
      await post(key),
      await post(key, { basic: other.secret }),
      await post(key, user('one')),
      await post(key, user('two')),
      await post(key, { basic: tenant.widgetSecret }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body: answered }) => answered.data.id)).size).toBe(5);
  });

  it('is the same key for a user whose token was renewed, in the header or in the query', async () => {
    const key = newId();
    const tokens = [1, 2].map((jti) => configuration.token({ id: 'renewed', jti: String(jti) }));
    const [first, second] = await Promise.all(
      tokens.map((bearer) =>
        server.request(`/v2/bookings?jwt=${bearer}`, {
          method: 'POST',
          body,
          headers: { 'Idempotency-Key': key },
        }),
      ),
    );
    expect(first?.status).toBe(201);
    expect(second?.text).toBe(first?.text);
  });

  it('runs again after a day', async () => {
    const key = newId();
    const first = await post(key);
    await age(key, 24 * 3_600_000 + 1000);
    const second = await post(key);
    expect([second.status, second.body.data.id !== first.body.data.id]).toEqual([201, true]);
  });

  it('runs again when the first one died on its way', async () => {
    const key = newId();
    await post(key);
    await age(key, 61_000, { status: null, body: null, contentType: null });
    expect((await post(key)).status).toBe(201);
  });

  it('runs again when the first one failed here', async () => {
    const key = newId();
    failWhatIsKeptFor(key);
    const first = await post(key);
    const second = await post(key);
    expect([first.status, second.status]).toEqual([500, 201]);
  });

  it.each(['', ' ', 'a b', 'é', 'x'.repeat(256)])('is refused with %j for a key, naming it', async (key) => {
    const before = await total();
    const answer = await post(encodeURI(key) === key ? key : Buffer.from(key, 'utf8').toString('latin1'));
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, ['Idempotency-Key']]);
    expect(await total()).toBe(before);
  });

  it('with a body nested too deep is refused', async () => {
    const answer = await post(newId(), { body: `{"meta":${'['.repeat(30_000)}${']'.repeat(30_000)}}` });
    expect(answer.status).toBe(422);
  });

  it('leaves no trace of an erased user', async () => {
    const bearer = configuration.token({ id: 'leaver', name: 'Lea Ver' });
    await server.request('/v2/bookings', {
      method: 'POST',
      body,
      bearer,
      headers: { 'Idempotency-Key': 'leaver' },
    });
    const me = await server.request('/v2/me', { bearer });
    const kept = () =>
      server.database.read(({ manager }) =>
        manager.countBy(IdempotencyKey, { subject: `user ${me.body.data.id}` }),
      );
    expect(await kept()).toBe(1);
    await server.request(`/v2/users/${me.body.data.id}`, { method: 'DELETE', basic: tenant.secret });
    expect(await kept()).toBe(0);
  });
});

/** Makes the transaction fail, once and as nobody expects it to, that keeps the answer for the key with what it writes. */
function failWhatIsKeptFor(key: string): void {
  const { database } = server;
  const original = database.write.bind(database);
  database.write = (work) =>
    original(async (transaction) => {
      const result = await work(transaction);
      const { manager } = transaction;
      const kept = await manager.findOneBy(IdempotencyKey, { tenantId: tenant.id, key, status: 201 });
      if (kept === null) return result;
      database.write = original;
      throw new Error('unexpected');
    });
}
