import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDevice } from '../builders/devices.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { securityToken, signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant, tokenMaker, type BuiltTenant } from '../builders/tenancy.js';
import { listens } from '../support/event-listener.js';
import { NodePair, type ServerNode } from '../support/node-pair.js';
import type { Answer, RequestOptions } from '../support/test-server.js';
import { until } from '../support/until.js';

/** What is promised; one change on a machine that is busy with other suites gets more. What is never in force fails. */
const promisedMs = 1_000;

type Told = string | number | boolean | null;

/** Something that one question tells before a change, and tells otherwise after it. */
interface Trial {
  readonly ask: (node: ServerNode) => Promise<Answer>;
  readonly told: (answer: Answer) => Told;
  readonly before: Told;
  readonly after: Told;
  readonly change: () => Promise<unknown>;
}

let pair: NodePair;
let tenant: BuiltTenant;
const tookMs: number[] = [];
beforeAll(async () => {
  pair = await NodePair.open();
  tenant = await buildTenant(pair.builder);
});
afterAll(() => pair.close());

const statusOf = ({ status }: Answer) => status;
/** A question that is answered 200 by one side of the change, and 401 by the other. */
const opened = (path: string, options: RequestOptions) => ({
  ask: (node: ServerNode) => node.request(path, options),
  told: statusOf,
});
const ends = { before: 200, after: 401 };
const begins = { before: 401, after: 200 };

async function run(...words: readonly string[]): Promise<void> {
  const { code, err } = await pair.commands.run(...words);
  expect([words.join(' '), code, err]).toEqual([words.join(' '), 0, expect.any(String)]);
}
/** Words that name a secret from elsewhere. */
function secretWords(): { secret: string; words: readonly string[] } {
  const secret = randomBytes(48).toString('base64url');
  const file = join(pair.builder.testDatabase.directory, randomBytes(8).toString('hex'));
  writeFileSync(file, secret);
  return { secret, words: ['--secret-file', file] };
}
const user = (bearer: string) => opened('/v2/me', { bearer });
const configured = () => buildConfiguration(pair.builder, tenant);
const app = (basic: string) => opened('/v2/app', { basic });
async function elsewhere(path: string, options: RequestOptions): Promise<void> {
  const answer = await pair.here.request(path, options);
  expect([answer.text, answer.status < 300]).toEqual([answer.text, true]);
}
const idOf = async (bearer: string): Promise<string> =>
  (await pair.here.request('/v2/me', { bearer })).body.data.id;

const byCommand: Record<string, () => Promise<Trial>> = {
  'an API key that is created, and was asked for before': async () => {
    const { secret, words } = secretWords();
    return {
      ...app(secret),
      ...begins,
      change: () => run('key', 'create', '--tenant', tenant.slug, ...words),
    };
  },
  'an API key that is revoked': async () => {
    const { secret, keyId } = await buildTenant(pair.builder);
    return { ...app(secret), ...ends, change: () => run('key', 'revoke', keyId, '--yes') };
  },
  'an API key that is rotated without an overlap': async () => {
    const { secret, keyId } = await buildTenant(pair.builder);
    return { ...app(secret), ...ends, change: () => run('key', 'rotate', keyId, '--overlap', '0') };
  },
  'the key of a minted token that is revoked': async () => {
    const merchant = await buildTenant(pair.builder);
    const jwt = mintedToken(merchant, '/v2/accounts/me/search');
    const change = () => run('key', 'revoke', merchant.keyId, '--yes');
    return { ...opened(`/v2/search?jwt=${jwt}`, {}), ...ends, change };
  },
  'the key of a security token that is revoked': async () => {
    const merchant = await buildTenant(pair.builder);
    const auth = Buffer.from(`${merchant.keyId}:${securityToken(merchant, 'ann')}`).toString('base64');
    const path = '/v2/access/user/ann/attached_devices';
    const change = () => run('key', 'revoke', merchant.keyId, '--yes');
    return { ...opened(path, { headers: { Authorization: `Basic ${auth}` } }), ...ends, change };
  },
  'a configuration that is created, and was asked for before': async () => {
    const { secret, words } = secretWords();
    const kid = randomBytes(8).toString('hex');
    const change = () =>
      run('jwt-config', 'create', '--tenant', tenant.slug, '--kid', kid, '--algorithm', 'HS256', ...words);
    return { ...user(tokenMaker(kid, 'HS256', secret)()), ...begins, change };
  },
  'a configuration that is disabled': async () => {
    const { kid, ...made } = await configured();
    return { ...user(made.token()), ...ends, change: () => run('jwt-config', 'disable', kid, '--yes') };
  },
  'a configuration that is enabled again': async () => {
    const { kid, ...made } = await configured();
    await run('jwt-config', 'disable', kid, '--yes');
    return { ...user(made.token()), ...begins, change: () => run('jwt-config', 'enable', kid) };
  },
  'a configuration that asks for an audience': async () => {
    const { kid, ...made } = await configured();
    return {
      ...user(made.token()),
      ...ends,
      change: () => run('jwt-config', 'set', kid, '--audience', 'bookings'),
    };
  },
  'a configuration whose key is rotated without an overlap': async () => {
    const { kid, ...made } = await configured();
    return {
      ...user(made.token()),
      ...ends,
      change: () => run('jwt-config', 'rotate', kid, '--overlap', '0'),
    };
  },
  'a configuration whose new key was tried before': async () => {
    const { kid } = await configured();
    const { secret, words } = secretWords();
    const token = tokenMaker(kid, 'HS256', secret)();
    return { ...user(token), ...begins, change: () => run('jwt-config', 'rotate', kid, ...words) };
  },
  'a tenant whose name changes': async () => {
    const { slug, secret } = await buildTenant(pair.builder);
    const told = ({ body }: Answer) => String(body.data.name);
    const named = { before: `Merchant ${slug}`, after: 'Another' };
    return { ...app(secret), told, ...named, change: () => run('tenant', 'set', slug, '--name', 'Another') };
  },
  'a tenant that asks for signed tokens': async () => {
    const { slug, keyId } = await buildTenant(pair.builder);
    const path = `/v2/access/user/ann/attached_devices`;
    const headers = { Authorization: `Basic ${Buffer.from(`${keyId}:`).toString('base64')}` };
    const change = () => run('tenant', 'set', slug, 'require_signed_tokens=enforce');
    return { ...opened(path, { headers }), ...ends, change };
  },
  'a tenant that allows no tolerance of clocks': async () => {
    const merchant = await buildTenant(pair.builder, { settings: { clock_tolerance_s: 300 } });
    const token = (await buildConfiguration(pair.builder, merchant)).token({ exp: Date.now() / 1000 - 30 });
    return {
      ...user(token),
      ...ends,
      change: () => run('tenant', 'set', merchant.slug, 'clock_tolerance_s=0'),
    };
  },
  'a tenant that is created, and was looked for before': async () => {
    const slug = `new-${randomBytes(4).toString('hex')}`;
    return {
      ...opened(`/overview/${slug}`, {}),
      before: 404,
      after: 200,
      change: () => run('tenant', 'create', slug),
    };
  },
  'signed searches that are revoked': async () => {
    const merchant = await buildTenant(pair.builder);
    const pairs = { 'customer.email': 'ann@example.com' };
    const made = signedSearchToken(merchant, pairs, { claims: { iat: Math.floor(Date.now() / 1000) - 60 } });
    const change = () => run('tenant', 'revoke-signed', merchant.slug, '--yes');
    return { ...opened(`/v2/bookings?${signedQuery(made, pairs)}`, {}), ...ends, change };
  },
  'a user who is disabled': async () => {
    const bearer = (await configured()).token({ id: 'disabled by command' });
    const id = await idOf(bearer);
    return {
      ...user(bearer),
      ...ends,
      change: () => run('users', 'disable', id, '--tenant', tenant.slug, '--yes'),
    };
  },
};

const throughTheOther: Record<string, () => Promise<Trial>> = {
  'a user who is disabled': async () => {
    const bearer = (await configured()).token({ id: 'disabled elsewhere' });
    const path = `/v2/users/${await idOf(bearer)}`;
    return {
      ...user(bearer),
      ...ends,
      change: () => elsewhere(path, { method: 'PUT', basic: tenant.secret, body: { disabled: true } }),
    };
  },
  'a user who is erased, and comes again as another': async () => {
    const bearer = (await configured()).token({ id: 'erased elsewhere' });
    const id = await idOf(bearer);
    const told = ({ body }: Answer) => body.data.id === id;
    const change = () => elsewhere(`/v2/users/${id}`, { method: 'DELETE', basic: tenant.secret });
    return { ...user(bearer), told, before: true, after: false, change };
  },
  'a user who gave themselves another name': async () => {
    const bearer = (await configured()).token({ id: 'named elsewhere' });
    await idOf(bearer);
    const told = ({ body }: Answer) => body.data.first_name as string | null;
    const change = () => elsewhere('/v2/me', { method: 'PUT', bearer, body: { first_name: 'Ann' } });
    return { ...user(bearer), told, before: null, after: 'Ann', change };
  },
  'the session of a user who is disabled': async () => {
    const jwt = (await configured()).token({ id: 'has a session' });
    const signedOn = await pair.here.request(`/sso/${tenant.slug}?jwt=${jwt}`);
    const headers = { Cookie: signedOn.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const told = ({ text }: Answer) => text.includes('has a session');
    const page = opened(`/overview/${tenant.slug}`, { headers });
    const path = `/v2/users/${await idOf(jwt)}`;
    const change = () => elsewhere(path, { method: 'PUT', basic: tenant.secret, body: { disabled: true } });
    return { ...page, told, before: true, after: false, change };
  },
};

/** Both were asked before, and tell what was; both are asked until they tell what is. */
async function expectInForceOnBoth({ ask, told, before, after, change }: Trial): Promise<void> {
  const asked = async (node: ServerNode) => told(await ask(node));
  for (const node of pair.nodes)
    await until(`${String(before)} is told`, async () => (await asked(node)) === before);
  for (const node of pair.nodes)
    expect([await asked(node), await asked(node), await asked(node)]).toEqual([before, before, before]);
  await change();
  const from = performance.now();
  for (const node of pair.nodes)
    await until(`${String(after)} is told`, async () => (await asked(node)) === after);
  tookMs.push(performance.now() - from);
}

describe('is in force on both of two servers', () => {
  for (const [name, trial] of Object.entries(byCommand))
    it(`what a command line changes: ${name}`, async () => expectInForceOnBoth(await trial()));
  for (const [name, trial] of Object.entries(throughTheOther))
    it(`what one of them is told: ${name}`, async () => expectInForceOnBoth(await trial()));

  it('the logout of a device that listens to the other one', async () => {
    const device = await buildDevice(pair.builder, tenant, 'ann');
    const listener = await listens(pair.there, tenant, device, 'ann');
    await elsewhere(`/v2/device/${device.id}/detach`, {
      method: 'POST',
      basic: tenant.secret,
      body: { user: 'ann' },
    });
    await listener.ended;
    expect(listener.events).toEqual([{ action: 'logout' }]);
  });

  it('within a second, as long as the machine is not too busy to ask', () => {
    const inOrder = [...tookMs].sort((one, other) => one - other);
    expect(inOrder[Math.floor(inOrder.length / 2)]).toBeLessThan(promisedMs);
  });
});
