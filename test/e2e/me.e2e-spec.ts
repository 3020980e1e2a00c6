import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('/v2/me', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
    configuration = await buildConfiguration(server, tenant);
  });
  afterAll(() => server.close());

  const me = (bearer: string) => server.request('/v2/me', { bearer });
  const change = (bearer: string, body: unknown) => server.request('/v2/me', { method: 'PUT', bearer, body });

  test('shows the whole profile, with null for what nobody said, and the tenant', async () => {
    const answer = await me(
      configuration.token({ id: 'whole', given_name: 'Ann', zoneinfo: 'Europe/Copenhagen' }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        external_id: 'whole',
        email: null,
        name: null,
        first_name: 'Ann',
        last_name: null,
        phone: null,
        timezone: 'Europe/Copenhagen',
        locale: null,
        picture: null,
        tenant: { slug: tenant.slug, name: `Merchant ${tenant.slug}` },
      },
    });
  });

  test('a configuration maps other claims than the OpenID Connect ones', async () => {
    const mapped = await buildConfiguration(server, tenant, {
      userIdClaim: 'sub',
      claimMap: { email: 'mail', name: 'nick' },
    });
    const { body } = await me(
      mapped.token({ id: undefined, sub: 'mapped', mail: 'm@x.example', email: 'e@x.example', nick: 'Em' }),
    );
    expect(body.data).toMatchObject({ external_id: 'mapped', email: 'm@x.example', name: 'Em' });
  });

  test('claims that no profile can hold are passed over, whatever they are', async () => {
    const answer = await me(
      configuration.token({
        id: 'odd',
        email: 7,
        name: 'x'.repeat(300),
        given_name: 'a\u0000',
        zoneinfo: 'Mars/Base',
        picture: 'javascript:x',
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      email: null,
      name: null,
      first_name: null,
      timezone: null,
      picture: null,
    });
  });

  test('a later token changes the mapped members that differ, also for the tokens before it', async () => {
    const first = configuration.token({ id: 'moving', email: 'old@x.example', name: 'Ann' });
    const { body } = await me(first);
    const second = await me(configuration.token({ id: 'moving', email: 'new@x.example' }));
    expect(second.body.data).toEqual({ ...body.data, email: 'new@x.example' });
    const shown = await server.request(`/v2/users/${body.data.id as string}`, { basic: tenant.secret });
    expect(shown.body.data).toMatchObject({ email: 'new@x.example', name: 'Ann' });
  });

  test('a user fills in what no claim says, at once visible with the same token, and takes it away again', async () => {
    const bearer = configuration.token({ id: 'filler' });
    const before = await me(bearer);
    const profile = {
      email: 'f@x.example',
      name: 'Fil',
      phone: '+45 1',
      timezone: 'Asia/Tokyo',
      locale: 'ja',
      picture: 'https://x.example/f.png',
    };
    const changed = await change(bearer, profile);
    expect(changed.status).toBe(200);
    expect(changed.body.data).toEqual({ ...before.body.data, ...profile });
    expect((await me(bearer)).text).toBe(changed.text);
    const emptied = await change(bearer, { phone: null });
    expect(emptied.body.data).toEqual({ ...changed.body.data, phone: null });
    expect((await me(configuration.token({ id: 'filler' }))).body.data).toEqual(emptied.body.data);
  });

  test('a member that a claim of the token fills is refused by name, and nothing changes', async () => {
    const bearer = configuration.token({ id: 'mapped-member', email: 'm@x.example', given_name: 'Em' });
    const before = await me(bearer);
    const answer = await change(bearer, { email: 'mine@x.example', first_name: null, phone: '1' });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('validation_failed');
    expect(Object.keys(answer.body.errors as object).sort()).toEqual(['email', 'first_name']);
    expect((await me(bearer)).text).toBe(before.text);
  });

  test.each([
    ['an unknown member', { nickname: 'x' }, 'nickname'],
    ['the external id', { external_id: 'root' }, 'external_id'],
    ['the id', { id: '018f0000-0000-7000-8000-000000000000' }, 'id'],
    ['disabled', { disabled: false }, 'disabled'],
    ['a number', { name: 1 }, 'name'],
    ['empty text', { name: '' }, 'name'],
    ['text that is too long', { name: 'x'.repeat(256) }, 'name'],
    ['NUL', { name: 'a\u0000' }, 'name'],
    ['an unknown zone', { timezone: 'Mars/Base' }, 'timezone'],
    ['a script as picture', { picture: 'javascript:alert(1)' }, 'picture'],
    ['a line break in an address', { email: 'a@x.example\nb' }, 'email'],
  ])('%s in the body is refused (422)', async (_, body, field) => {
    const answer = await change(configuration.token({ id: 'strict' }), body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  test.each([
    ['a list', []],
    ['text', '"x"'],
    ['null', 'null'],
    ['a number', '7'],
  ])('%s as the body is refused (422)', async (_, body) => {
    expect((await change(configuration.token({ id: 'strict' }), body)).status).toBe(422);
  });

  test('a lone surrogate in the body is refused (422)', async () => {
    expect((await change(configuration.token({ id: 'strict' }), '{"name":"a\\ud800"}')).status).toBe(422);
  });

  test('is for users only', async () => {
    expect((await server.request('/v2/me', { basic: tenant.secret })).status).toBe(403);
    expect((await server.request('/v2/me', { basic: tenant.widgetSecret })).status).toBe(403);
    expect((await server.request('/v2/me')).body.code).toBe('credential_missing');
  });

  test('a hundred simultaneous changes leave one whole profile', async () => {
    const bearer = configuration.token({ id: 'busy' });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => change(bearer, { name: `n${n}`, phone: `n${n}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    const { data } = (await me(bearer)).body;
    expect(data.name).toBe(data.phone);
  });
});
