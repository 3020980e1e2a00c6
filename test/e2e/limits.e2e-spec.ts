import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { FederationService } from '../../src/federation/federation.service.js';
import { User } from '../../src/users/user.entity.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';
import { untilQuiet } from '../support/until-quiet.js';

const statusesOf = async (times: number, ask: (round: number) => Promise<Answer>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let round = 0; round < times; round += 1) statuses.push((await ask(round)).status);
  return statuses;
};

const forged = (kid: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', kid })}.${part({ id: newId() })}.${Buffer.alloc(32, 7).toString('base64url')}`;
};

describe('the limit of a credential', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;

  beforeAll(async () => {
    server = await startTestServer({
      COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '4',
      COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '2',
    });
    stopClock(server);
    tenant = await buildTenant(server);
    configuration = await buildConfiguration(server, tenant);
  });
  afterAll(() => server.close());

  it('refuses a user over it with 429, the time to wait and both RateLimit headers', async () => {
    const bearer = configuration.token({ id: 'busy' });
    const answers: Answer[] = [];
    for (let round = 0; round < 5; round += 1) answers.push(await server.request('/v2/me', { bearer }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    const refused = answers[4] as Answer;
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({
      code: 'rate_limited',
      status: 429,
      error: expect.stringContaining('4 requests'),
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(15);
    expect(refused.headers.get('ratelimit-policy')).toBe('"credential";q=4;w=60');
    expect(refused.headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/);
  });

  it('tells of itself once less than half is left, and not before', async () => {
    const bearer = configuration.token({ id: 'watchful' });
    const told: (string | null)[] = [];
    for (let round = 0; round < 4; round += 1)
      told.push((await server.request('/v2/me', { bearer })).headers.get('ratelimit'));
    expect(told.map((value) => value?.replace(/;t=\d+/, '') ?? null)).toEqual([
      null,
      null,
      '"credential";r=1',
      '"credential";r=0',
    ]);
  });

  it('is one for all tokens of a user, and another user has their own', async () => {
    const statuses = await statusesOf(5, (round) =>
      server.request('/v2/me', { bearer: configuration.token({ id: 'many-tokens', nonce: round }) }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect(
      (await server.request('/v2/me', { bearer: configuration.token({ id: 'someone-else' }) })).status,
    ).toBe(200);
  });

  it('holds for API keys, in Basic and Bearer together', async () => {
    const statuses = await statusesOf(5, (round) =>
      server.request('/v2/users', round % 2 === 0 ? { basic: tenant.secret } : { bearer: tenant.secret }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });

  it("is the browsers' smaller one for a widget key, and counts refused requests too", async () => {
    const statuses = await statusesOf(3, () => server.request('/v2/users', { basic: tenant.widgetSecret }));
    expect(statuses).toEqual([403, 403, 429]);
  });

  it('refuses nobody who sends no credential', async () => {
    expect(await statusesOf(8, () => server.request('/v2/me'))).toEqual(Array(8).fill(401));
  });
});

describe('the limit of a tenant', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '100' });
    stopClock(server);
  });
  afterAll(() => server.close());

  it("counts all its callers together where it is set, and no other tenant's", async () => {
    const small = await buildTenant(server, { settings: { rate_limit_per_minute: 3 } });
    const other = await buildTenant(server);
    const configuration = await buildConfiguration(server, small);
    const statuses = await statusesOf(5, (round) =>
      round % 2 === 0
        ? server.request('/v2/users', { basic: small.secret })
        : server.request('/v2/me', { bearer: configuration.token({ id: `u${round}` }) }),
    );
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await server.request('/v2/users', { basic: small.secret });
    expect(refused.headers.get('ratelimit-policy')).toBe('"tenant";q=3;w=60');
    expect((await server.request('/v2/users', { basic: other.secret })).status).toBe(200);
  });
});

describe('the limit of failed authentications', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;

  beforeAll(async () => {
    server = await startTestServer({
      COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '5',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    stopClock(server);
    tenant = await buildTenant(server);
    configuration = await buildConfiguration(server, tenant);
  });
  afterAll(() => server.close());

  const from = (address: string) => ({ 'X-Forwarded-For': address });

  it('refuses an address before a signature is looked at, also a good one that nobody has seen', async () => {
    const headers = from('192.0.2.1');
    const federation = server.app.get(FederationService, { strict: false });
    const prove = federation.proveByHeldKey.bind(federation);
    let proofs = 0;
    federation.proveByHeldKey = (candidate) => {
      proofs += 1;
      return prove(candidate);
    };
    expect(
      await statusesOf(6, () => server.request('/v2/me', { bearer: forged(configuration.kid), headers })),
    ).toEqual([401, 401, 401, 401, 401, 429]);
    expect(proofs).toBe(5);
    const unseen = await server.request('/v2/me', { bearer: configuration.token({ id: 'unseen' }), headers });
    expect(unseen.status).toBe(429);
    expect(unseen.body.code).toBe('rate_limited');
    expect(unseen.headers.get('ratelimit-policy')).toBe('"auth_failures";q=5;w=60');
    expect(unseen.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await server.database.read(({ manager }) => manager.countBy(User, { externalId: 'unseen' }))).toBe(
      0,
    );
    expect(proofs).toBe(5);
    federation.proveByHeldKey = prove;
  });

  it('lets in whoever proved themselves before from the same address, by token and by API key', async () => {
    const headers = from('192.0.2.2');
    await untilQuiet(server);
    const bearer = configuration.token({ id: 'neighbour' });
    expect((await server.request('/v2/me', { bearer, headers })).status).toBe(200);
    expect((await server.request('/v2/users', { basic: tenant.secret, headers })).status).toBe(200);
    await statusesOf(8, () => server.request('/v2/me', { bearer: forged('nobody'), headers }));
    expect((await server.request('/v2/me', { bearer: forged('nobody'), headers })).status).toBe(429);
    expect((await server.request('/v2/me', { bearer, headers })).status).toBe(200);
    expect((await server.request('/v2/users', { basic: tenant.secret, headers })).status).toBe(200);
  });

  it('counts guessed secrets, malformed tokens and malformed Basic alike', async () => {
    const headers = from('192.0.2.3');
    const attempts = [
      { basic: 'guess-guess-guess-guess', headers },
      { bearer: 'guess', headers },
      { bearer: 'a.b.c', headers },
      { headers: { ...headers, Authorization: 'Basic ???' } },
      { headers: { ...headers, Authorization: 'Digest x' } },
      { basic: 'guess', headers },
    ];
    expect(await statusesOf(6, (round) => server.request('/v2/me', attempts[round]))).toEqual([
      401, 401, 401, 401, 401, 429,
    ]);
  });

  it('holds for the /64 of an IPv6 address and for no other', async () => {
    const bearer = forged('nobody');
    const statuses = await statusesOf(6, (round) =>
      server.request('/v2/me', { bearer, headers: from(`2001:db8:0:1::${round + 1}`) }),
    );
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await server.request('/v2/me', { bearer, headers: from('2001:db8:0:2::1') })).status).toBe(401);
  });

  it('takes the address that the nearest proxy saw, not the one that the client wrote', async () => {
    const bearer = forged('nobody');
    const statuses = await statusesOf(6, (round) =>
      server.request('/v2/me', { bearer, headers: from(`198.51.100.${round}, 192.0.2.9`) }),
    );
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('does not count requests without a credential, nor refuse them', async () => {
    const headers = from('192.0.2.4');
    expect(await statusesOf(7, () => server.request('/v2/me', { headers }))).toEqual(Array(7).fill(401));
    expect(
      (await server.request('/v2/me', { bearer: configuration.token({ id: 'fresh' }), headers })).status,
    ).toBe(200);
  });
});

describe('without a trusted proxy', () => {
  it('a header that names another address buys no new attempts', async () => {
    const server = await startTestServer({ COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '2' });
    stopClock(server);
    try {
      const statuses = await statusesOf(3, (round) =>
        server.request('/v2/me', {
          bearer: forged('nobody'),
          headers: { 'X-Forwarded-For': `192.0.2.${round}` },
        }),
      );
      expect(statuses).toEqual([401, 401, 429]);
    } finally {
      await server.close();
    }
  });
});

describe('limits of 0', () => {
  it('are off', async () => {
    const server = await startTestServer();
    try {
      const tenant = await buildTenant(server);
      expect(await statusesOf(30, () => server.request('/v2/users', { basic: tenant.secret }))).toEqual(
        Array(30).fill(200),
      );
      expect(await statusesOf(30, () => server.request('/v2/users', { basic: 'wrong' }))).toEqual(
        Array(30).fill(401),
      );
    } finally {
      await server.close();
    }
  });
});
