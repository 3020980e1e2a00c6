import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BearerTokens } from '../../src/auth/bearer-tokens.js';
import { CONFIGURATION } from '../../src/config/config.module.js';
import { Clock } from '../../src/common/clock.js';
import type { Sealer } from '../../src/crypto/seal.js';
import { newId } from '../../src/common/ids.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { FederationService } from '../../src/federation/federation.service.js';
import { JwtConfigurationsService } from '../../src/tenants/jwt-configurations.service.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { UsersService } from '../../src/users/users.service.js';
import { TenantsService } from '../../src/tenants/tenants.service.js';
import { ecPair } from '../builders/jwk.js';
import {
  announce,
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  tokenMaker,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { Door } from '../support/door.js';
import { IssuerServer } from '../support/issuer-server.js';
import { dialect } from '../support/test-database.js';
import { startAnotherServer, startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const environment = { COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' };

let server: TestServer;
let elsewhere: TestServer;
let tenant: BuiltTenant;
let operator: JwtConfigurationsService;
let door: Door;
let otherDoor: Door;
let aheadMs = 0;

beforeAll(async () => {
  server = await startTestServer(environment);
  elsewhere = await startAnotherServer(server, environment);
  server.app.get(Clock).nowMs = () => Date.now() + aheadMs;
  tenant = await buildTenant(server);
  operator = operatorOf(server);
  const good = (await buildConfiguration(server, tenant)).token({ id: 'good', exp: 4_102_444_800 });
  [door, otherDoor] = [new Door(server, good), new Door(elsewhere, good)];
});
afterAll(async () => {
  await elsewhere.close();
  await server.close();
});

const operatorOf = ({ app, database }: TestServer) =>
  new JwtConfigurationsService(
    database,
    app.get(ChangeFeed, { strict: false }),
    app.get(Clock),
    app.get(CONFIGURATION),
    app.get<Sealer>(SEALER, { strict: false }),
  );
const memoryOf = ({ app }: TestServer) => app.get(BearerTokens).remembered;
const configured = (members: Parameters<typeof buildConfiguration>[2] = {}) =>
  buildConfiguration(server, tenant, members);
let people = 0;
const somebody = (by: BuiltConfiguration, claims = {}) =>
  by.token({ id: `person-${(people += 1)}`, ...claims });

/** Uses the token until it is remembered: the echo of a change made just before may come in between. */
async function remembered(token: string, at: Door = door): Promise<void> {
  await until('the token is remembered', async () => {
    const { hits } = memoryOf(at.server);
    await at.opens(token);
    return memoryOf(at.server).hits > hits;
  });
}

/**
 * Until the echoes of all changes so far have been heard: they come in the order of the changes, so that behind the echo of a last one,
 * which concerns nobody, there is none.
 */
async function quiet(): Promise<void> {
  const last = { topic: 'user', tenantId: tenant.id, subject: newId() } as const;
  let times = 0;
  const forget = server.app.get(ChangeFeed, { strict: false }).subscribe((change) => {
    if (change !== 'anything' && change.subject === last.subject) times += 1;
  });
  await announce(server, last);
  await until('the echo of a change is heard', () => times >= 2);
  forget();
}

async function seenByBoth(token: string): Promise<void> {
  await remembered(token);
  await remembered(token, otherDoor);
}

/** The promise is 1 s on PostgreSQL and 3 s on SQLite; a machine busy with other suites gets more. */
const isHeardElsewhere = (what: string, holds: () => Promise<boolean>) =>
  until(`elsewhere it is heard that ${what}`, holds, 10_000);

/** Refused here at once, and in the other process when it has heard. */
async function endedEverywhere(token: string, reason: string): Promise<void> {
  await door.refuses(token, { reason });
  await isHeardElsewhere('the token ended', async () => (await otherDoor.knock(token)).status === 401);
  await otherDoor.refuses(token, { reason });
}

describe('a token seen before', () => {
  it('is neither verified nor looked up again, and answers the same bytes', async () => {
    const token = somebody(await configured());
    await quiet();
    await remembered(token);
    const federation = server.app.get(FederationService, { strict: false });
    const spies = [jest.spyOn(federation, 'select'), jest.spyOn(federation, 'proveByHeldKey')];
    const reads = jest.spyOn(server.database, 'read');
    const { hits } = memoryOf(server);
    const rounds = 10;
    const texts = new Set<string>();
    const readsOfRounds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      reads.mockClear();
      texts.add((await door.knock(token)).text);
      readsOfRounds.push(reads.mock.calls.length);
    }
    const calls = spies.map((spy) => spy.mock.calls.length);
    for (const spy of [...spies, reads]) spy.mockRestore();
    expect(texts.size).toBe(1);
    expect(memoryOf(server).hits).toBe(hits + rounds);
    expect(calls).toEqual([0, 0]);
    // On SQLite the change feed asks the database twice a second, whatever is requested.
    expect(Math.min(...readsOfRounds)).toBe(0);
  });

  it('ends with its exp', async () => {
    const strict = await configured({ clockToleranceSeconds: 0 });
    const token = somebody(strict, { exp: Math.floor((Date.now() + aheadMs) / 1000) + 100 });
    await remembered(token);
    aheadMs += 101_000;
    await door.refuses(token, { code: 'token_expired', reason: 'expired' });
  });

  it('ends with the age that its configuration allows', async () => {
    const aging = await configured({ maxTokenAgeSeconds: 60, clockToleranceSeconds: 0 });
    const token = somebody(aging, { iat: Math.floor((Date.now() + aheadMs) / 1000), exp: 4_102_444_800 });
    await remembered(token);
    aheadMs += 62_000;
    await door.refuses(token, { reason: 'too_old' });
  });

  it('ends with the overlap of the key that proved it', async () => {
    const configuration = await configured();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    await door.opens(token);
    const { secret } = await operator.rotate(configuration.kid, {}, 60_000);
    const renewed = tokenMaker(configuration.kid, 'HS256', secret ?? '');
    await remembered(token);
    await door.opens(renewed({ id: 'renewed', exp: 4_102_444_800 }));
    aheadMs += 61_000;
    await door.refuses(token, { reason: 'signature_wrong' });
    await door.opens(renewed({ id: 'renewed', exp: 4_102_444_800 }));
  });
});

describe('a change ends remembered tokens here at once and elsewhere in time', () => {
  it('disabling the configuration, until it is enabled', async () => {
    const configuration = await configured();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    await seenByBoth(token);
    await operator.disable(configuration.kid);
    await endedEverywhere(token, 'configuration_disabled');
    await operator.enable(configuration.kid);
    await door.opens(token);
    await isHeardElsewhere('it is enabled', async () => (await otherDoor.knock(token)).status === 200);
  });

  it('rotating the key without an overlap', async () => {
    const configuration = await configured();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    await seenByBoth(token);
    const { secret } = await operator.rotate(configuration.kid, {}, 0);
    await endedEverywhere(token, 'signature_wrong');
    await otherDoor.opens(
      tokenMaker(configuration.kid, 'HS256', secret ?? '')({ id: 'after', exp: 4_102_444_800 }),
    );
  });

  it.each([
    ['an audience', { audience: ['bookings'] }, 'audience_missing'],
    ['an issuer', { issuer: 'https://later.example' }, 'issuer_mismatch'],
    ['another claim for the user', { user_id_claim: 'sub' }, 'user_id_missing'],
    ['a highest age', { max_token_age_s: 60 }, 'iat_missing'],
  ])('%s that the configuration now demands', async (_title, changes, reason) => {
    const configuration = await configured();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    await seenByBoth(token);
    await operator.set(configuration.kid, changes);
    await endedEverywhere(token, reason);
  });

  it('disabling the user, and nobody else', async () => {
    const configuration = await configured();
    const [token, neighbour] = [
      somebody(configuration, { exp: 4_102_444_800 }),
      somebody(configuration, { exp: 4_102_444_800 }),
    ];
    const { id } = await door.opens(token);
    await seenByBoth(token);
    await seenByBoth(neighbour);
    const change = (disabled: boolean) =>
      server.request(`/v2/users/${id}`, { method: 'PUT', basic: tenant.secret, body: { disabled } });
    expect((await change(true)).status).toBe(200);
    await endedEverywhere(token, 'user_disabled');
    await otherDoor.opens(neighbour);
    expect((await change(false)).status).toBe(200);
    await door.opens(token);
  });

  it('erasing the user: the token opens no row that is gone', async () => {
    const token = somebody(await configured(), { exp: 4_102_444_800 });
    const { id } = await door.opens(token);
    await seenByBoth(token);
    const gone = await server.request(`/v2/users/${id}`, { method: 'DELETE', basic: tenant.secret });
    expect(gone.status).toBeLessThan(300);
    const made = await door.opens(token);
    expect(made.id).not.toBe(id);
    await isHeardElsewhere('the user is gone', async () => (await otherDoor.opens(token)).id === made.id);
  });

  it('the tenant’s clock tolerance', async () => {
    const merchant = await buildTenant(server);
    const configuration = await buildConfiguration(server, merchant);
    const token = configuration.token({ exp: Math.floor((Date.now() + aheadMs) / 1000) - 5 });
    await remembered(token);
    const tenants = new TenantsService(
      server.database,
      server.app.get(ChangeFeed, { strict: false }),
      server.app.get(Clock),
    );
    await tenants.set(merchant.slug, { settings: { clock_tolerance_s: 0 } });
    await door.refuses(token, { code: 'token_expired', reason: 'expired' });
  });

  it('a JWK Set configuration that takes the issuer which a token names', async () => {
    const iss = 'https://taken-later.example';
    const token = somebody(await configured(), { iss, exp: 4_102_444_800 });
    await seenByBoth(token);
    await buildKeySetConfiguration(server, await buildTenant(server), {
      issuer: iss,
      jwksUri: 'https://127.0.0.1:1/keys',
    });
    await endedEverywhere(token, 'alg_mismatch');
  });

  it('a key that left the issuer’s set', async () => {
    const issuer = await IssuerServer.start();
    try {
      const [staying, going] = [ecPair(), ecPair()];
      issuer.publish({ staying, going });
      const iss = 'https://shrinking.example';
      await buildKeySetConfiguration(server, tenant, { issuer: iss, jwksUri: issuer.jwksUri });
      const token = tokenMaker('going', 'ES256', going.privateKey)({ id: 'set', iss, exp: 4_102_444_800 });
      await remembered(token);
      issuer.publish({ staying });
      aheadMs += 31_000;
      await door.refuses(tokenMaker('unknown', 'ES256', staying.privateKey)({ iss }), {
        reason: 'key_unknown',
      });
      await door.refuses(token, { reason: 'key_unknown' });
    } finally {
      await issuer.close();
    }
  });
});

describe('a verification under way while what it rests on ends', () => {
  /** Sends the token, and ends something after `held` has answered and before anybody has heard its answer. */
  async function endingMeanwhile<Name extends string>(
    owner: Record<Name, (...given: never[]) => Promise<unknown>>,
    held: Name,
    token: string,
    end: () => Promise<unknown>,
  ): Promise<void> {
    const original = owner[held].bind(owner) as (...given: unknown[]) => Promise<unknown>;
    let ended: Promise<unknown> | undefined;
    const answering = async (...given: unknown[]) => {
      const answer = await original(...given);
      ended ??= end();
      await ended;
      return answer;
    };
    owner[held] = answering;
    try {
      await door.knock(token);
    } finally {
      owner[held] = original;
    }
    expect(ended).toBeDefined();
  }

  it('is not remembered: its configuration is disabled', async () => {
    const configuration = await configured();
    await quiet();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    const federation = server.app.get(FederationService, { strict: false });
    await endingMeanwhile(federation, 'proveByHeldKey', token, () => operator.disable(configuration.kid));
    await door.refuses(token, { reason: 'configuration_disabled' });
  });

  it('is not remembered: its user is disabled', async () => {
    const configuration = await configured();
    const [earlier, token] = [1, 2].map((jti) =>
      configuration.token({ id: 'leaving', jti, exp: 4_102_444_800 }),
    );
    const { id } = await door.opens(earlier ?? '');
    await quiet();
    const users = server.app.get(UsersService, { strict: false });
    await endingMeanwhile(users, 'provision', token ?? '', () => users.setDisabled(tenant.id, id, true));
    await door.refuses(token ?? '', { reason: 'user_disabled' });
  });

  it('is refused afterwards however the two fall together', async () => {
    const configuration = await configured();
    for (let round = 0; round < 40; round += 1) {
      const tokens = Array.from({ length: 4 }, () => somebody(configuration, { exp: 4_102_444_800 }));
      const knocks = tokens.map((token) => door.knock(token));
      await new Promise((resolve) => setTimeout(resolve, round % 8));
      await operator.disable(configuration.kid);
      const afterwards = await Promise.all(tokens.map((token) => door.knock(token)));
      expect(afterwards.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
      await Promise.all(knocks);
      for (const token of tokens) expect((await door.knock(token)).status).toBe(401);
      await operator.enable(configuration.kid);
    }
  });
});

if (dialect === 'postgres') {
  it('changes made while the listening connection was cut are in force once it is back', async () => {
    const configuration = await configured();
    const token = somebody(configuration, { exp: 4_102_444_800 });
    await seenByBoth(token);
    // A listener's last statement is LISTEN or its heartbeat.
    const listeners = (what: string) =>
      server.database.read(({ manager }) =>
        manager.query<unknown[]>(
          `SELECT ${what} FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND (query LIKE 'LISTEN %' OR query = 'SELECT 1')`,
        ),
      );
    const cut = () => listeners('pg_terminate_backend(pid)');
    await until('both listen', async () => (await listeners('pid')).length === 2);
    expect((await cut()).length).toBe(2);
    await operator.disable(configuration.kid);
    await cut();
    await endedEverywhere(token, 'configuration_disabled');
    await operator.enable(configuration.kid);
    await isHeardElsewhere('it is enabled', async () => (await otherDoor.knock(token)).status === 200);
  });
}
