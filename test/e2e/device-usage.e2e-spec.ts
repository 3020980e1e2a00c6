import { afterAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { Database } from '../../src/database/database.js';
import { UsageDay } from '../../src/usage/usage-day.entity.js';
import { UsageMeter } from '../../src/usage/usage-meter.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { atTime } from '../support/at-time.js';
import { clearOfMidnight } from '../support/clear-of-midnight.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const today = () => new Date().toISOString().slice(0, 10);
const none = { signs: 0, attaches: 0, identifies: 0, signed: 0, unsigned: 0, logins: 0, bookings: 0 };

await clearOfMidnight();
const { server, tenant, other, app } = await openShop();
afterAll(() => server.close());

const meterOf = (on: TestServer) => on.app.get(UsageMeter, { strict: false });

/** What a tenant used today, all of it written. */
async function used(by: Pick<BuiltTenant, 'secret'>, on: TestServer = server) {
  await meterOf(on).flush();
  const { body } = await on.request(`/v2/usage?from=${today()}`, { basic: by.secret });
  const { date, ...counts } = body[0];
  expect(date).toBe(today());
  return counts as typeof none;
}

describe('usage by the day', () => {
  const dated = async (from: string, members: Partial<UsageDay>, owner: BuiltTenant = tenant) =>
    server.database.write(({ manager }) =>
      manager.insert(UsageDay, { tenantId: owner.id, date: from, ...none, ...members }),
    );

  it('has an entry for each day, those without use too, and nothing of others', async () => {
    await dated('2028-02-28', { signs: 3, bookings: 2 ** 40 });
    await dated('2028-03-01', { attaches: 1 });
    await dated('2028-03-02', { attaches: 9 });
    await dated('2028-02-29', { logins: 7 }, other);
    const answer = await app('/v2/usage?from=2028-02-28&to=2028-03-01');
    expect([answer.status, answer.body]).toEqual([
      200,
      [
        { date: '2028-02-28', ...none, signs: 3, bookings: 2 ** 40 },
        { date: '2028-02-29', ...none },
        { date: '2028-03-01', ...none, attaches: 1 },
      ],
    ]);
    expect(Object.keys(answer.body[0])).toEqual(['date', ...Object.keys(none)]);
  });

  it('is of the last thirty days where nothing is said', async () => {
    const { body } = await app('/v2/usage');
    expect(body).toHaveLength(30);
    expect(body.at(-1).date).toBe(today());
    expect((await app('/v2/usage?to=2028-02-28')).body[0].date).toBe('2028-01-30');
  });

  it('answers 366 days, and no more', async () => {
    expect((await app('/v2/usage?from=2028-01-01&to=2028-12-31')).body).toHaveLength(366);
    const answer = await app('/v2/usage?from=2028-01-01&to=2029-01-01');
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['to']]);
  });

  it.each([
    ['from=2028-03-02&to=2028-03-01', 'from'],
    ['from=2028-02-30', 'from'],
    ['from=yesterday', 'from'],
    ['from=', 'from'],
    ['to=2028-3-1', 'to'],
    ['to=2028-03-01T00:00:00Z', 'to'],
    ['to=0000-01-01', 'to'],
    ['to=99999-01-01', 'to'],
  ])('refuses %s', async (query, field) => {
    const answer = await app(`/v2/usage?${query}`);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });
});

describe('what is counted', () => {
  it('is a login once for a token, however often it comes', async () => {
    const merchant = await buildTenant(server);
    const configuration = await buildConfiguration(server, merchant);
    const tokens = [configuration.token({ jti: '1' }), configuration.token({ jti: '2' })];
    for (const bearer of [...tokens, ...tokens])
      expect((await server.request('/v2/me', { bearer })).status).toBe(200);
    await server.request('/v2/me', { bearer: configuration.token({ exp: 1 }) });
    await server.request('/v2/me', { bearer: `${tokens[0]}x` });
    expect(await used(merchant)).toEqual({ ...none, logins: 2 });
  });

  it('is a booking once it is created: alone, in bulk, or taken over from a hold; not refused, not answered again', async () => {
    const merchant = await buildTenant(server);
    const resource = await buildResource(server, merchant);
    const post = (path: string, body: unknown, key?: string) =>
      server.request(path, {
        method: 'POST',
        basic: merchant.secret,
        body,
        ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
      });
    const slot = (hour: number) => ({
      resource_id: resource.id,
      start: new Date(Date.now() + hour * hourMs).toISOString(),
      end: new Date(Date.now() + (hour + 1) * hourMs).toISOString(),
    });
    const customer = { name: 'Ann', email: 'ann@example.com' };
    const first = { ...slot(30), customer };
    for (const status of [201, 201]) {
      const answer = await post('/v2/bookings', first, 'key-0001-once');
      expect([answer.status, answer.text]).toEqual([status, answer.text]);
    }
    expect((await used(merchant)).bookings).toBe(1);
    expect((await post('/v2/bookings', first)).status).toBe(409);
    expect((await used(merchant)).bookings).toBe(1);
    const hold = await post('/v2/bookings/reserve', { ...slot(40), reservation_time: 300 });
    expect([hold.status, hold.text]).toEqual([201, hold.text]);
    expect((await used(merchant)).bookings).toBe(1);
    const taken = await post('/v2/bookings', { reservation_id: hold.body.data.id, customer });
    expect([taken.status, taken.text]).toEqual([201, taken.text]);
    expect((await used(merchant)).bookings).toBe(2);
    const bulk = [{ ...slot(50), customer }, first, { ...slot(52), customer }];
    await post('/v2/bookings/bulk', { bookings: bulk });
    expect((await used(merchant)).bookings).toBe(4);
    await post('/v2/bookings/bulk', {
      bookings: [{ ...slot(60), customer }, first],
      delete_all_on_error: true,
    });
    expect(await used(merchant)).toEqual({ ...none, bookings: 4 });
  });

  it('tells signed calls from unsigned ones while signatures are observed', async () => {
    const merchant = await buildTenant(server, { settings: { require_signed_tokens: 'observe' } });
    const token = jsonwebtoken.sign({ user: 'ann' }, merchant.secret, { noTimestamp: true });
    const asClient = (text: string) => ({ Authorization: `Basic ${merchant.keyId}:${text}` });
    const attach = (headers: Record<string, string>, user = 'ann') =>
      server.request('/v2/access', { method: 'POST', headers, body: { user, device_info: {}, signals: {} } });
    const first = await attach(asClient(token));
    expect([first.status, first.text]).toEqual([200, first.text]);
    expect((await attach(asClient(''))).status).toBe(200);
    expect((await attach(asClient(''))).status).toBe(200);
    expect((await attach(asClient(token), 'ben')).status).toBe(401);
    expect((await attach(asClient(`${token}x`))).status).toBe(401);
    expect((await attach(asClient(''), '')).status).toBe(422);
    expect(await used(merchant)).toEqual({ ...none, attaches: 3, signed: 1, unsigned: 2 });
    const identified = await server.request('/v2/identity', {
      method: 'POST',
      headers: asClient(''),
      body: { device_info: {}, signals: {} },
    });
    expect(identified.status).toBe(200);
    const { device_id } = first.body;
    for (const [headers, status] of [
      [asClient(token), 200],
      [asClient(''), 200],
    ] as const)
      expect((await server.request('/v2/access/user/ann/attached_devices', { headers })).status).toBe(status);
    const detached = await server.request('/v2/access/detach', {
      method: 'POST',
      basic: merchant.secret,
      body: { device: device_id, user: 'ann' },
    });
    expect(detached.status).toBe(200);
    const signed = await server.request('/v2/token/sign', {
      method: 'POST',
      basic: merchant.secret,
      body: { user: 'ann' },
    });
    expect(signed.status).toBe(200);
    expect(await used(merchant)).toEqual({
      ...none,
      signs: 1,
      attaches: 3,
      identifies: 1,
      signed: 3,
      unsigned: 4,
    });
    const { body } = await server.request('/v2/proj/access-history?signed=false', {
      basic: merchant.secret,
    });
    expect(body.totalDocs).toBe(3);
    const metrics = (await server.request('/metrics')).text;
    expect(metrics).toContain('countersign_device_calls_total{call="attach",signed="false"} 2');
    expect(metrics).toContain('countersign_device_calls_total{call="attach",signed="true"} 1');
    expect(metrics).toContain('countersign_device_calls_total{call="detach",signed="true"} 1');
    expect(metrics).toContain('countersign_device_calls_total{call="identify",signed="false"} 1');
    expect(metrics).toContain('countersign_device_calls_total{call="attached_devices",signed="false"} 1');
  });

  it('is of the day on which it came to pass', async () => {
    const merchant = await buildTenant(server);
    const meter = meterOf(server);
    const midnight = Date.UTC(2030, 5, 1);
    await atTime(server, midnight - 1, async () => meter.count(merchant.id, { signs: 1 }));
    await atTime(server, midnight, async () => meter.count(merchant.id, { signs: 1 }));
    await meter.flush();
    const { body } = await server.request('/v2/usage?from=2030-05-31&to=2030-06-01', {
      basic: merchant.secret,
    });
    expect(body).toEqual([
      { date: '2030-05-31', ...none, signs: 1 },
      { date: '2030-06-01', ...none, signs: 1 },
    ]);
  });
});

describe('counting', () => {
  it('writes by itself within about a second', async () => {
    const merchant = await buildTenant(server);
    meterOf(server).count(merchant.id, { signs: 1 });
    const stored = () =>
      server.database.read(({ manager }) => manager.findOneBy(UsageDay, { tenantId: merchant.id }));
    await until('it is written', async () => (await stored()) !== null);
    expect((await stored())?.signs).toBe(1);
  });

  it('keeps what was counted when a server ends, and goes on after its restart', async () => {
    const first = await startTestServer();
    try {
      const merchants: BuiltTenant[] = [];
      for (let made = 0; made < 3; made += 1) merchants.push(await buildTenant(first));
      const second = await startAnotherServer(first);
      for (const { id } of merchants) meterOf(second).count(id, { attaches: 2, signed: 1 });
      await second.close();
      const third = await startAnotherServer(first);
      for (const { id } of merchants) meterOf(third).count(id, { attaches: 1 });
      await third.close();
      for (const merchant of merchants)
        expect(await used(merchant, first)).toEqual({ ...none, attaches: 3, signed: 1 });
    } finally {
      await first.close();
    }
  });

  it('loses nothing when several processes write the same days at once', async () => {
    const merchants: BuiltTenant[] = [];
    for (let made = 0; made < 12; made += 1) merchants.push(await buildTenant(server));
    const nodes = [await startAnotherServer(server), await startAnotherServer(server)];
    try {
      const meters = [server, ...nodes].map(meterOf);
      for (let round = 0; round < 20; round += 1) {
        for (const meter of meters)
          for (const { id } of round % 2 === 0 ? merchants : [...merchants].reverse())
            meter.count(id, { unsigned: 1 });
        await Promise.all(meters.map((meter) => meter.flush()));
      }
      for (const merchant of merchants)
        expect(await used(merchant)).toEqual({ ...none, unsigned: 20 * meters.length });
    } finally {
      for (const node of nodes) await node.close();
    }
  });

  it('fails no request while the database cannot be written, and catches up', async () => {
    const merchant = await buildTenant(server);
    const database = server.app.get(Database, { strict: false });
    const meter = meterOf(server);
    database.write = async () => {
      throw new Error('away');
    };
    try {
      meter.count(merchant.id, { signs: 1 });
      await meter.flush();
      meter.count(merchant.id, { signs: 1 });
      await meter.flush();
    } finally {
      Reflect.deleteProperty(database, 'write');
    }
    expect(await used(merchant)).toEqual({ ...none, signs: 2 });
  });

  it('is kept for a tenant whose days are many', async () => {
    const merchant = await buildTenant(server);
    const meter = meterOf(server);
    const began = Date.UTC(2031, 0, 1);
    for (let day = 0; day < 250; day += 1)
      await atTime(server, began + day * dayMs, async () => meter.count(merchant.id, { bookings: day }));
    await meter.flush();
    const { body } = await server.request('/v2/usage?from=2031-01-01&to=2031-09-07', {
      basic: merchant.secret,
    });
    expect(body.map(({ bookings }: typeof none) => bookings)).toEqual(
      Array.from({ length: 250 }, (_, day) => day),
    );
  });
});
