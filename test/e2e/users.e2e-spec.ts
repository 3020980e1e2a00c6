import { afterAll, describe, expect, test } from '@jest/globals';
import { UserErasure } from '../../src/users/user-erasure.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { User } from '../../src/users/user.entity.js';
import { UsersService } from '../../src/users/users.service.js';
import { newId } from '../../src/common/ids.js';
import { openShop } from '../builders/shop.js';
import { buildConfiguration, buildTenant } from '../builders/tenancy.js';
import { until } from '../support/until.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());

const rows = (tenantId: string): Promise<User[]> =>
  server.database.read(({ manager }) => manager.findBy(User, { tenantId }));
const rowOf = (externalId: string): Promise<User | null> =>
  server.database.read(({ manager }) => manager.findOneBy(User, { tenantId: tenant.id, externalId }));
const signIn = async (externalId: string, claims: Record<string, unknown> = {}) => {
  const bearer = configuration.token({ id: externalId, ...claims });
  const answer = await server.request('/v2/me', { bearer });
  expect(answer.status).toBe(200);
  return { bearer, id: answer.body.data.id as string };
};
const app = (path: string, options: { method?: string; body?: unknown; basic?: string } = {}) =>
  server.request(path, { basic: tenant.secret, headers: { 'X-Request-Id': 'users-e2e-00' }, ...options });
const disable = (id: string, disabled = true) =>
  app(`/v2/users/${id}`, { method: 'PUT', body: { disabled } });

describe('provisioning', () => {
  test('a hundred first logins at once make one row and a hundred answers of 200', async () => {
    // What the very first request waits for is not waited for by a hundred that hold connections.
    await signIn('before the crowd');
    const tokens = Array.from({ length: 100 }, (_, n) =>
      configuration.token({ id: 'crowd', email: 'crowd@x.example', jti: String(n) }),
    );
    const answers = await Promise.all(tokens.map((bearer) => server.request('/v2/me', { bearer })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await rows(tenant.id)).filter(({ externalId }) => externalId === 'crowd')).toHaveLength(1);
  });

  test('a hundred first logins with a hundred profiles make one row with one of them', async () => {
    const tokens = Array.from({ length: 100 }, (_, n) =>
      configuration.token({ id: 'mixed', name: `n${n}`, given_name: `n${n}` }),
    );
    const answers = await Promise.all(tokens.map((bearer) => server.request('/v2/me', { bearer })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    const found = (await rows(tenant.id)).filter(({ externalId }) => externalId === 'mixed');
    expect(found).toHaveLength(1);
    expect(found[0]?.name).toBe(found[0]?.firstName);
  });

  test('the row says which configuration proved the user first, and when', async () => {
    const before = Date.now();
    await signIn('dated');
    const second = await buildConfiguration(server, tenant);
    await server.request('/v2/me', { bearer: second.token({ id: 'dated' }) });
    const row = await rowOf('dated');
    expect(row).toMatchObject({ jwtConfigurationId: configuration.kid, disabled: false });
    expect(row?.firstSeenAt).toBeGreaterThanOrEqual(before);
    expect(row?.firstSeenAt).toBeLessThanOrEqual(Date.now());
  });

  test('two external ids with one e-mail stay two users', async () => {
    const first = await signIn('twin-1', { email: 'twin@x.example' });
    const second = await signIn('twin-2', { email: 'twin@x.example' });
    expect(first.id).not.toBe(second.id);
    const listed = await app('/v2/users?email=twin@x.example');
    expect(
      (listed.body.data as { external_id: string }[]).map(({ external_id }) => external_id).sort(),
    ).toEqual(['twin-1', 'twin-2']);
  });

  test('ids that differ in case, normalisation or white space are different users', async () => {
    const ids = [
      'straße',
      'STRASSE',
      'Straße',
      'strasse',
      'é',
      'e\u0301',
      'ann',
      'ann ',
      ' ann',
      'Ann',
      'ann\u00a0',
      'ann\u200b',
      '1',
      '01',
      '1.0',
      'İ',
      'i',
      'ı',
    ];
    const users = new Set<string>();
    for (const id of ids) users.add((await signIn(id)).id);
    expect(users.size).toBe(ids.length);
    for (const id of ids) expect((await rowOf(id))?.externalId).toBe(id);
  });

  test('the same id at two tenants is two users', async () => {
    const theirs = await buildConfiguration(server, other);
    const mine = await signIn('shared');
    const answer = await server.request('/v2/me', { bearer: theirs.token({ id: 'shared' }) });
    expect(answer.body.data.id).not.toBe(mine.id);
    expect(answer.body.data.tenant.slug).toBe(other.slug);
  });

  test.each([
    ['a number', 1],
    ['null', null],
    ['true', true],
    ['an object', { a: 1 }],
    ['a list', ['ann']],
    ['empty text', ''],
    ['256 characters', 'x'.repeat(256)],
    ['NUL', 'ann\u0000'],
    ['nothing', undefined],
  ])('%s as id is rejected like an unknown kid, and writes nothing', async (_, id) => {
    const before = (await rows(tenant.id)).length;
    const headers = { 'X-Request-Id': 'users-e2e-00' };
    const unknown = await server.request('/v2/me', {
      bearer: configuration.token({}, { kid: 'nobody' }),
      headers,
    });
    const answer = await server.request('/v2/me', { bearer: configuration.token({ id }), headers });
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(unknown.text);
    expect(await rows(tenant.id)).toHaveLength(before);
  });

  test('an id of 255 code points beyond the basic plane is kept whole', async () => {
    const id = '\u{1f600}'.repeat(255);
    await signIn(id);
    expect((await rowOf(id))?.externalId).toBe(id);
  });

  test('where the configuration does not provision, strangers are rejected and known users come in', async () => {
    const closed = await buildConfiguration(server, tenant, { autoProvision: false });
    const before = (await rows(tenant.id)).length;
    const answer = await server.request('/v2/me', { bearer: closed.token({ id: 'stranger' }) });
    expect([answer.status, answer.body.code]).toEqual([401, 'token_rejected']);
    expect(await rows(tenant.id)).toHaveLength(before);
    await signIn('regular');
    expect((await server.request('/v2/me', { bearer: closed.token({ id: 'regular' }) })).status).toBe(200);
  });

  test('a known user whose token says nothing new writes nothing', async () => {
    await signIn('steady', { email: 's@x.example' });
    const before = await rowOf('steady');
    await signIn('steady', { email: 's@x.example', jti: '2' });
    await signIn('steady', { jti: '3' });
    await server.app.get(LastSeen).flush();
    expect(await rowOf('steady')).toEqual(before);
  });

  test('last_seen_at moves when the last sight is a minute old, also for a remembered token', async () => {
    const { bearer, id } = await signIn('returning');
    const longAgo = Date.now() - 3_600_000;
    await server.database.write(({ manager }) =>
      manager.update(User, { tenantId: tenant.id, id }, { lastSeenAt: longAgo }),
    );
    await server.request('/v2/me', { bearer });
    await server.app.get(LastSeen).flush();
    const seenAt = async () => (await rowOf('returning'))?.lastSeenAt ?? 0;
    // It may have been under way by itself already.
    await until('it is written', async () => (await seenAt()) !== longAgo);
    const seen = await seenAt();
    expect(seen).toBeGreaterThan(longAgo + 3_000_000);
    await server.request('/v2/me', { bearer });
    await server.app.get(LastSeen).flush();
    expect(await seenAt()).toBe(seen);
  });
});

describe('a disabled user', () => {
  test('is answered like an unknown kid, to the byte, with tokens old and new, and comes back when enabled', async () => {
    const { bearer, id } = await signIn('barred');
    const answer = await disable(id);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ id, disabled: true });
    const headers = { 'X-Request-Id': 'users-e2e-00' };
    const unknown = await server.request('/v2/me', {
      bearer: configuration.token({}, { kid: 'nobody' }),
      headers,
    });
    expect(unknown.body.code).toBe('token_rejected');
    for (const token of [bearer, configuration.token({ id: 'barred', jti: 'new', email: 'b@x.example' })]) {
      const refused = await server.request('/v2/me', { bearer: token, headers });
      expect([refused.status, refused.text]).toEqual([401, unknown.text]);
      const names = ['content-type', 'www-authenticate', 'cache-control', 'content-length'];
      expect(names.map((name) => refused.headers.get(name))).toEqual(
        names.map((name) => unknown.headers.get(name)),
      );
    }
    expect((await rowOf('barred'))?.email).toBeNull();
    expect((await disable(id, false)).body.data.disabled).toBe(false);
    expect((await server.request('/v2/me', { bearer })).status).toBe(200);
  });

  test('stays out when logins race with the disabling', async () => {
    const { id } = await signIn('racing');
    const tokens = Array.from({ length: 30 }, (_, n) => configuration.token({ id: 'racing', name: `n${n}` }));
    const [, ...answers] = await Promise.all([
      disable(id),
      ...tokens.map((bearer) => server.request('/v2/me', { bearer })),
    ]);
    for (const answer of answers) expect([200, 401]).toContain(answer.status);
    for (const bearer of tokens) expect((await server.request('/v2/me', { bearer })).status).toBe(401);
    expect((await rowOf('racing'))?.disabled).toBe(true);
  });
});

describe('erasure', () => {
  test('removes the row, ends the tokens that were remembered, and is answered 204 once', async () => {
    const { bearer, id } = await signIn('gone', { email: 'gone@x.example' });
    const answer = await app(`/v2/users/${id}`, { method: 'DELETE' });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await rowOf('gone')).toBeNull();
    expect((await app(`/v2/users/${id}`)).status).toBe(404);
    expect((await app(`/v2/users/${id}`, { method: 'DELETE' })).status).toBe(404);
    const back = await server.request('/v2/me', { bearer });
    expect(back.status).toBe(200);
    expect(back.body.data.id).not.toBe(id);
  });

  test('every registered feature takes part in the one transaction: one that fails keeps the user', async () => {
    const users = server.app.get(UsersService);
    const erasure = server.app.get(UserErasure);
    const { id } = await signIn('kept', { email: 'kept@x.example' });
    const heard: unknown[] = [];
    let failing = true;
    erasure.register('test', async (_transaction, user) => {
      heard.push(user);
      if (failing) throw new Error('not now');
    });
    expect(() => erasure.register('test', async () => undefined)).toThrow('twice');
    await expect(users.erase(tenant.id, id)).rejects.toThrow('not now');
    expect((await rowOf('kept'))?.email).toBe('kept@x.example');
    failing = false;
    expect(await users.erase(tenant.id, id)).toBe(true);
    expect(heard.at(-1)).toEqual({ tenantId: tenant.id, id, externalId: 'kept', email: 'kept@x.example' });
    expect(await rowOf('kept')).toBeNull();
  });
});

describe('/v2/users', () => {
  test('shows a user to the merchant', async () => {
    const { id } = await signIn('shown', { email: 'shown@x.example' });
    const answer = await app(`/v2/users/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      id,
      external_id: 'shown',
      email: 'shown@x.example',
      name: null,
      first_name: null,
      last_name: null,
      phone: null,
      timezone: null,
      locale: null,
      picture: null,
      disabled: false,
      jwt_configuration: configuration.kid,
      first_seen_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
      last_seen_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
    });
  });

  test("another tenant's user answers exactly as a missing one, whatever is asked", async () => {
    const { id } = await signIn('hidden');
    const asks = [{ method: 'GET' }, { method: 'PUT', body: { disabled: true } }, { method: 'DELETE' }];
    for (const ask of asks) {
      const missing = await app(`/v2/users/${newId()}`, { ...ask, basic: other.secret });
      expect([missing.status, missing.body.model]).toEqual([404, 'User']);
      for (const hidden of [
        id,
        id.toUpperCase(),
        'not-an-id',
        "'",
        '%00',
        '..%2f',
        'x'.repeat(500),
        '%F0%9F%98%80',
      ]) {
        const answer = await app(`/v2/users/${hidden}`, { ...ask, basic: other.secret });
        expect(answer.status).toBe(404);
        if (hidden === id || hidden === 'not-an-id') expect(answer.text).toBe(missing.text);
      }
    }
    expect(await rowOf('hidden')).toMatchObject({ id, disabled: false });
  });

  test('lists by page and by cursor, each user once, and nobody of another tenant', async () => {
    const quiet = await buildTenant(server);
    const theirs = await buildConfiguration(server, quiet);
    for (let n = 0; n < 7; n += 1) await server.request('/v2/me', { bearer: theirs.token({ id: `u${n}` }) });
    const first = await app('/v2/users?limit=3', { basic: quiet.secret });
    expect(first.body).toMatchObject({
      total: 7,
      per_page: 3,
      current_page: 1,
      last_page: 3,
      from: 1,
      to: 3,
      prev_page_url: null,
    });
    const names: string[] = [];
    for (let path: string | null = '/v2/users?limit=3'; path !== null;) {
      const { body } = await app(path, { basic: quiet.secret });
      names.push(...(body.data as { external_id: string }[]).map(({ external_id }) => external_id));
      path = body.next_cursor === null ? null : `/v2/users?limit=3&cursor=${body.next_cursor as string}`;
    }
    expect(names).toEqual(['u6', 'u5', 'u4', 'u3', 'u2', 'u1', 'u0']);
    const second = await app('/v2/users?limit=3&page=2&orderBy=external_id', { basic: quiet.secret });
    expect((second.body.data as { external_id: string }[]).map(({ external_id }) => external_id)).toEqual([
      'u3',
      'u4',
      'u5',
    ]);
  });

  test('filters match exactly', async () => {
    await signIn('Exact', { email: 'Exact@x.example' });
    const found = async (query: string) => (await app(`/v2/users?${query}`)).body.data.length as number;
    expect(await found('external_id=Exact')).toBe(1);
    expect(await found('external_id=exact')).toBe(0);
    expect(await found('external_id=Exac%25')).toBe(0);
    expect(await found('email=Exact@x.example&external_id=Exact')).toBe(1);
    expect(await found('email=%25@x.example')).toBe(0);
  });

  test.each([
    'limit=0',
    'limit=1001',
    'page=0',
    'orderBy=email',
    'orderBy=id;drop',
    'cursor=zzz',
    'email=%00',
    'external_id=',
  ])('?%s is refused (422)', async (query) => {
    expect((await app(`/v2/users?${query}`)).status).toBe(422);
  });

  test.each([{}, { disabled: 'true' }, { disabled: null }, { disabled: true, email: 'x@x.example' }])(
    'a change of %j is refused (422), and nothing changes',
    async (body) => {
      const { id } = await signIn('unchanged');
      expect((await app(`/v2/users/${id}`, { method: 'PUT', body })).status).toBe(422);
      expect((await rowOf('unchanged'))?.disabled).toBe(false);
    },
  );

  test('is for the merchant’s server only', async () => {
    const { bearer, id } = await signIn('curious');
    const asks = [
      ['GET', '/v2/users'],
      ['GET', `/v2/users/${id}`],
      ['PUT', `/v2/users/${id}`],
      ['DELETE', `/v2/users/${id}`],
    ] as const;
    for (const [method, path] of asks) {
      const body = method === 'PUT' ? { body: { disabled: true } } : {};
      expect((await server.request(path, { method, bearer, ...body })).status).toBe(403);
      expect((await server.request(path, { method, basic: tenant.widgetSecret, ...body })).status).toBe(403);
      expect((await server.request(path, { method, ...body })).status).toBe(401);
    }
    expect((await rowOf('curious'))?.disabled).toBe(false);
  });
});

describe('times of users', () => {
  test('are written in the zone that is asked for, in UTC otherwise, and an unknown zone changes nothing', async () => {
    const { id } = await signIn('traveller');
    const inUtc = (await app(`/v2/users/${id}`)).body.data.first_seen_at as string;
    const inKathmandu = (await app(`/v2/users/${id}?timezone=Asia/Kathmandu`)).body.data
      .first_seen_at as string;
    expect(inUtc).toMatch(/\+00:00$/);
    expect(inKathmandu).toMatch(/\+05:45$/);
    expect(Date.parse(inKathmandu)).toBe(Date.parse(inUtc));
    const refused = await server.request(`/v2/users/${id}`, {
      method: 'PUT',
      basic: tenant.secret,
      headers: { 'Timekit-Timezone': 'Mars/Olympus' },
      body: { disabled: true },
    });
    expect([refused.status, Object.keys(refused.body.errors as object)]).toEqual([422, ['Timekit-Timezone']]);
    expect((await rowOf('traveller'))?.disabled).toBe(false);
  });
});
