import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UsersService } from '../../src/users/users.service.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { LogCapture, type LogLine } from '../support/log-capture.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

describe('the log', () => {
  const log = new LogCapture();
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;

  beforeAll(async () => {
    server = await startTestServer(
      { COUNTERSIGN_LOG_LEVEL: 'debug', COUNTERSIGN_TRUST_PROXY: 'true' },
      { logSink: log.sink },
    );
    tenant = await buildTenant(server);
    configuration = await buildConfiguration(server, tenant);
  });
  afterAll(() => server.close());

  const lineOf = async (answer: Answer): Promise<LogLine> => {
    const lines = await log.linesOf(answer.headers.get('x-request-id'));
    expect(lines).toHaveLength(1);
    return lines[0] as LogLine;
  };

  it('has one line for a request, with who proved it and by what', async () => {
    const answer = await server.request('/v2/me?include=x', { bearer: configuration.token({ id: 'u' }) });
    expect(answer.status).toBe(200);
    expect(await lineOf(answer)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'request',
      request_id: answer.headers.get('x-request-id'),
      method: 'GET',
      route: '/v2/me',
      status: 200,
      duration_ms: expect.any(Number),
      tenant_id: tenant.id,
      credential: 'jwt',
      credential_id: configuration.kid,
    });
  });

  it('names the key of a server, and the pattern of the route instead of its address', async () => {
    const answer = await server.request('/v2/users/018f3a5e-7b1c-7aaa-8bbb-0123456789ab', {
      basic: tenant.secret,
    });
    expect(await lineOf(answer)).toMatchObject({
      route: '/v2/users/:id',
      status: 404,
      code: 'not_found',
      credential: 'api_key',
      credential_id: tenant.keyId,
    });
  });

  it('has the reason of a refusal that the answer keeps to itself, and what the credential was held against', async () => {
    const wrong = `${configuration.token().slice(0, -8)}AAAAAAAA`;
    const answer = await server.request('/v2/me', { bearer: wrong });
    expect(answer.text).not.toContain('signature');
    const line = await lineOf(answer);
    expect(line).toMatchObject({
      status: 401,
      code: 'token_rejected',
      reason: 'signature_wrong',
      tried: { credential: 'jwt', id: configuration.kid, tenant_id: tenant.id },
    });
    expect(line).not.toHaveProperty('tenant_id');
    expect(line).not.toHaveProperty('credential');
  });

  it('has a line for a path without a route, for one that names nothing, and for a preflight', async () => {
    expect(await lineOf(await server.request('/v2/nothing'))).toMatchObject({ route: 'none', status: 404 });
    expect(await lineOf(await server.request('/v2/%2e%2e/x'))).toMatchObject({ route: 'none', status: 404 });
    expect(
      await lineOf(await server.request(`/v2/users/${'x'.repeat(2000)}`, { basic: tenant.secret })),
    ).toMatchObject({ status: 404 });
    expect(await lineOf(await server.request('/v2/me', { method: 'OPTIONS' }))).toMatchObject({
      method: 'OPTIONS',
      status: 204,
    });
  });

  it('says of an unexpected error where it was and of which kind', async () => {
    const broken = jest
      .spyOn(server.app.get(UsersService, { strict: false }), 'list')
      .mockRejectedValue(new TypeError('MARK-in-message'));
    const answer = await server.request('/v2/users', { basic: tenant.secret });
    broken.mockRestore();
    expect(answer.status).toBe(500);
    const line = await lineOf(answer);
    expect(line).toMatchObject({
      level: 'error',
      status: 500,
      code: 'internal_error',
      failure: { type: 'TypeError' },
    });
    expect((line['failure'] as { frames: string[] }).frames.length).toBeGreaterThan(0);
    expect(log.text).not.toContain('MARK-in-message');
  });

  it('writes what probes ask only where debug lines are wanted', async () => {
    expect(await lineOf(await server.request('/health/live'))).toMatchObject({
      level: 'debug',
      route: '/health/live',
    });
  });

  it('notes a client that went away before its answer', async () => {
    let answerLate = (): void => undefined;
    const slow = jest
      .spyOn(server.app.get(UsersService, { strict: false }), 'list')
      .mockReturnValue(new Promise((resolve) => (answerLate = () => resolve(undefined as never))));
    const asking = new AbortController();
    const id = 'gone-away-0001';
    const gone = fetch(`${server.url}/v2/users`, {
      signal: asking.signal,
      headers: { 'X-Request-Id': id, Authorization: `Bearer ${tenant.secret}` },
    });
    while (slow.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    asking.abort();
    await expect(gone).rejects.toThrow();
    const [line] = await log.linesOf(id);
    expect(line).toMatchObject({ aborted: true, route: '/v2/users' });
    answerLate();
    slow.mockRestore();
  });

  describe('never holds what a client sent to prove itself, or an e-mail address', () => {
    const marks: string[] = [];
    const mark = (what: string): string => {
      const text = `MARK${what}${marks.length}x`;
      marks.push(text);
      return text;
    };

    it('wherever it was sent', async () => {
      const email = () => `${mark('mail')}@secret.example`;
      const jws = () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const token = `${part({ alg: 'HS256', kid: mark('kid') })}.${part({ id: email(), iss: mark('iss') })}.${mark('sig')}`;
        marks.push(token, ...token.split('.'));
        return token;
      };
      const good = configuration.token({
        id: 'u2',
        email: 'MARKgoodmail@secret.example',
        name: mark('name'),
      });
      marks.push('MARKgoodmail', good, ...good.split('.').slice(1));
      marks.push(tenant.secret, Buffer.from(`:${tenant.secret}`).toString('base64'));
      const basic = (text: string) => {
        const encoded = Buffer.from(text).toString('base64');
        marks.push(encoded);
        return `Basic ${encoded}`;
      };
      const headers = () => ({
        Cookie: `session=${mark('cookie')}`,
        'User-Agent': mark('agent'),
        Referer: `https://x.example/?jwt=${mark('referer')}`,
        Origin: `https://${mark('origin').toLowerCase()}.example`,
        'X-Forwarded-For': `${email()}, ${mark('forwarded')}`,
        'X-Request-Id': `${mark('reqid')} not harmless`,
        'Idempotency-Key': mark('idempotency'),
        'Timekit-Timezone': mark('zone'),
      });
      const users = server.app.get(UsersService, { strict: false });
      const asks: [string, Parameters<TestServer['request']>[1]][] = [
        [`/v2/me?jwt=${jws()}`, { headers: headers() }],
        ['/v2/me', { bearer: jws(), headers: headers() }],
        ['/v2/me', { bearer: good, headers: headers() }],
        [`/v2/me?jwt=${good}`, {}],
        [`/v2/me?jwt=${good}`, { bearer: jws() }],
        [`/v2/me?jwt=${jws()}&jwt=${jws()}`, {}],
        [
          `/v2/me?signed_search=${mark('search')}&signature=${mark('signature')}&secret=${mark('secret')}&auth=${mark('auth')}`,
          {},
        ],
        [`/v2/${mark('path')}/${email()}?token=${mark('query')}`, {}],
        [`/v2/users/${email()}`, { basic: tenant.secret, headers: headers() }],
        [
          `/v2/users?${mark('name')}=1&orderBy=${mark('order')}&search=customer.email:${email()}`,
          { basic: tenant.secret },
        ],
        [`/v2/%ff${mark('badpath')}`, {}],
        [`/v2/users/${mark('long').repeat(200)}`, { basic: tenant.secret }],
        ['/v2/me', { headers: { Authorization: basic(`user${mark('user')}:${mark('pass')}`) } }],
        ['/v2/me', { headers: { Authorization: basic(`:${mark('basicsecret')}`) } }],
        ['/v2/me', { headers: { Authorization: `Basic ${mark('notbase64')}???` } }],
        ['/v2/me', { headers: { Authorization: `Digest username=${mark('digest')}` } }],
        ['/v2/me', { headers: { Authorization: `Bearer ${mark('bearer')} ${mark('two')}` } }],
        ['/v2/me', { method: 'PUT', bearer: good, body: `{"email": "${email()}", broken` }],
        [
          '/v2/me',
          {
            method: 'PUT',
            bearer: good,
            body: { timezone: mark('value'), email: `${mark('bad')}@@secret`, [mark('member')]: email() },
          },
        ],
        ['/v2/me', { method: 'PUT', bearer: good, body: `"${mark('big')}${'x'.repeat(70_000)}"` }],
        [
          '/v2/me',
          {
            method: 'PUT',
            bearer: good,
            body: mark('xml'),
            headers: { 'Content-Type': `text/${mark('type')}` },
          },
        ],
        ['/metrics', { bearer: mark('metrics') }],
        ['/openapi.json', { headers: headers() }],
        [
          `/sso/${tenant.slug}?jwt=${jws()}&return_to=https://${mark('return')}.example/`,
          { headers: headers() },
        ],
        [`/sso/${mark('slug')}?jwt=${good}`, {}],
      ];
      const ids: (string | null)[] = [];
      for (const [path, options] of asks)
        ids.push((await server.request(path, options)).headers.get('x-request-id'));

      // A database that names values in its errors, and one that is away.
      const text = `duplicate key: ${email()} ${good}`;
      for (const error of [
        Object.assign(new Error(text), {
          name: 'QueryFailedError',
          query: text,
          parameters: [text],
          driverError: { code: '22P02', message: text, detail: text },
        }),
        Object.assign(new Error(`connection terminated ${text}`), { code: '57P01' }),
        Object.assign(new SyntaxError(`Unexpected token in ${text}`), { code: text }),
        text,
      ]) {
        const broken = jest.spyOn(users, 'list').mockRejectedValue(error);
        const answer = await server.request(`/v2/users?limit=5`, {
          basic: tenant.secret,
          // A zone that is none would be refused before the database is asked.
          headers: { ...headers(), 'Timekit-Timezone': 'UTC' },
        });
        broken.mockRestore();
        expect([500, 503]).toContain(answer.status);
        ids.push(answer.headers.get('x-request-id'));
      }
      // Bytes that are no HTTP.
      await sendRaw(
        server.url,
        `GET /${mark('raw')} HTTP/9.9\r\nAuthorization: ${mark('rawheader')}\r\n\r\n`,
      );

      for (const id of ids) expect(await log.linesOf(id)).toHaveLength(1);
      expect(marks.length).toBeGreaterThan(80);
      const lower = log.text.toLowerCase();
      expect(marks.filter((secret) => lower.includes(secret.toLowerCase()))).toEqual([]);
      expect(log.text).not.toMatch(/[^\s"]@[^\s"]/);
      expect(lower).not.toContain('mark');
    });
  });
});

describe('the level of the log', () => {
  for (const [level, wanted] of [
    ['info', ['request']],
    ['error', []],
    ['silent', []],
  ] as const) {
    it(`${level} writes ${wanted.length} lines for a request that is refused`, async () => {
      const log = new LogCapture();
      const server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: level }, { logSink: log.sink });
      try {
        await server.request('/v2/me');
        await server.request('/health/live');
      } finally {
        await server.close();
      }
      expect(log.lines.map(({ message }) => message)).toEqual(wanted);
    });
  }
});

const sendRaw = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
