import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import { Access } from '../../src/devices/access.entity.js';
import { Device } from '../../src/devices/device.entity.js';
import { IdentityFingerprint } from '../../src/devices/identities/identity-fingerprint.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import { UsageDay } from '../../src/usage/usage-day.entity.js';
import { UsageMeter } from '../../src/usage/usage-meter.js';
import { buildDevice } from '../builders/devices.js';
import { openShop, type Shop } from '../builders/shop.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { clearOfMidnight } from '../support/clear-of-midnight.js';
import type { Answer } from '../support/test-server.js';

const minuteMs = 60_000;

let shop: Shop;
let aheadMs = 0;
let machines = 0;

beforeAll(async () => {
  shop = await openShop();
  shop.server.app.get(Clock).nowMs = () => Date.now() + aheadMs;
});
afterAll(() => shop.server.close());

const path = '/v2/identity';
const as = (tenant: BuiltTenant, token = '') => ({ Authorization: `Basic ${tenant.keyId}:${token}` });
/** An unsigned client of the merchant, unless another credential is named. */
const identify = (body: unknown, headers: Record<string, string> = as(shop.tenant)): Promise<Answer> =>
  shop.server.request(path, { method: 'POST', body, headers });

async function identified(body: unknown, headers?: Record<string, string>) {
  const answer = await identify(body, headers);
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  expect(Object.keys(answer.body)).toEqual(['identity', 'confidence']);
  return answer.body as { identity: string; confidence: number };
}

/** What a browser on a machine that nobody has seen yet says of it. */
function browser(members: Record<string, unknown> = {}): Record<string, unknown> {
  machines += 1;
  return {
    canvas: `canvas of ${machines}`,
    webgl: `webgl of ${machines}`,
    audio: 100 + machines / 1e6,
    fonts: ['Arial', `Font ${machines}`],
    platform: 'Win32',
    hardware_concurrency: 8,
    device_memory: 16,
    screen: '1920x1080',
    color_depth: 24,
    pixel_ratio: 1.25,
    timezone: 'Europe/Copenhagen',
    languages: ['da', 'en'],
    touch: false,
    user_agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/126.0.0.0',
    ...members,
  };
}

const rowsOf = <Row extends object>(entity: new () => Row, where: Partial<Row>): Promise<Row[]> =>
  shop.server.database.read(({ manager }) => manager.findBy(entity, where as never));
const lastAccess = async (tenant = shop.tenant) =>
  (await rowsOf(Access, { tenantId: tenant.id })).sort((a, b) => (a.id < b.id ? 1 : -1))[0]!;

describe('identifying a client', () => {
  it('answers a new identity and how much its signals say, and keeps an access', async () => {
    const { identity, confidence } = await identified({ signals: browser(), device_info: { app: 'shop 4' } });
    expect(identity).toMatch(/^[0-9a-f-]{36}$/);
    expect(confidence).toBe(1);
    expect(await lastAccess()).toEqual({
      tenantId: shop.tenant.id,
      id: expect.any(String),
      action: 'identify',
      userId: null,
      deviceId: null,
      identityId: identity,
      signed: false,
      apiKey: shop.tenant.keyId,
      token: null,
      confidence: 1000,
      ipHash: expect.stringMatching(/^[\w-]{43}$/),
      createdAt: expect.any(Number),
    });
  });

  it('answers the same identity to the same signals, in any order', async () => {
    const signals = browser();
    const first = await identified({ signals });
    const turned = Object.fromEntries(Object.entries(signals).toReversed());
    expect(await identified({ signals: turned })).toEqual(first);
  });

  it('answers the same identity after an update of the browser, and keeps how it looks now', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    const updated = {
      ...signals,
      user_agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/127.0.0.0',
      brands: ['x'],
    };
    const after = await identified({ signals: updated });
    expect(after.identity).toBe(identity);
    expect(after.confidence).toBeGreaterThan(0.9);
    expect(after.confidence).toBeLessThan(1);
    expect((await identified({ signals: updated })).confidence).toBe(1);
    const looks = await rowsOf(IdentityFingerprint, { tenantId: shop.tenant.id, identityId: identity });
    expect(looks.length).toBe(2);
    expect(JSON.stringify(looks)).not.toMatch(/Chrome|canvas of|Arial/);
  });

  it('answers another identity to another machine, though it is of the same make', async () => {
    const one = await identified({ signals: browser() });
    const other = await identified({ signals: browser() });
    expect(other.identity).not.toBe(one.identity);
  });

  it('is one machine to every user: of any text, and of none', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    for (const user of ['ann', 'ben', '', '😀', 'not a user of ours']) {
      const token = securityToken(shop.tenant, user);
      expect((await identified({ signals }, as(shop.tenant, token))).identity).toBe(identity);
      expect(await lastAccess()).toMatchObject({ signed: true, userId: null, identityId: identity });
    }
    expect((await lastAccess()).token).toMatch(/^[\w-]{43}$/);
  });

  it('is one machine to two users that attach it, each with a device of their own', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    const attach = async (user: string) => {
      const { body } = await shop.app('/v2/access', { method: 'POST', body: { user, signals } });
      return body as { identity: string; device_id: string };
    };
    const [ann, ben] = [await attach('ann of one machine'), await attach('ben of one machine')];
    expect([ann.identity, ben.identity]).toEqual([identity, identity]);
    expect(ann.device_id).not.toBe(ben.device_id);
    expect((await rowsOf(Device, { tenantId: shop.tenant.id, identityId: identity })).length).toBe(2);
  });

  it('believes an identity that the client names as far as signals match', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    const changed = {
      ...signals,
      canvas: 'after a driver update',
      user_agent: 'other',
      screen: '800x600',
      fonts: [],
    };
    const believed = await identified({ signals: changed, identity_id: identity });
    expect(believed.identity).toBe(identity);
    expect(believed.confidence).toBeGreaterThanOrEqual(0.7);
    const foreign = await identified({ signals: browser(), identity_id: identity });
    expect(foreign.identity).not.toBe(identity);
    const nothingInCommon = { canvas: 1, audio: 2, platform: 'x', strange: true };
    expect((await identified({ signals: nothingInCommon, identity_id: identity })).identity).not.toBe(
      identity,
    );
  });

  it('does not know a changed machine that names nothing', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    const changed = { ...signals, canvas: 'x', webgl: 'y', audio: 0, fonts: ['z'] };
    expect((await identified({ signals: changed })).identity).not.toBe(identity);
  });

  it('knows nothing from no signals: a new identity each time, which stays with the client that names it', async () => {
    const [one, other] = [await identified({}), await identified({ signals: {}, device_info: {} })];
    expect([one.confidence, other.confidence]).toEqual([0, 0]);
    expect(one.identity).not.toBe(other.identity);
    expect(await identified({ identity_id: one.identity })).toEqual(one);
    const known = await identified({ signals: browser() });
    expect((await identified({ signals: {}, identity_id: known.identity })).identity).not.toBe(
      known.identity,
    );
  });

  it('does not take the few signals that many machines share for one machine', async () => {
    const signals = { platform: 'Win32', timezone: 'Europe/Copenhagen' };
    const one = await identified({ signals });
    expect(one.confidence).toBeLessThan(0.5);
    expect((await identified({ signals })).identity).not.toBe(one.identity);
    expect((await identified({ signals, identity_id: one.identity })).identity).toBe(one.identity);
  });

  it('keeps the twenty newest looks of an identity', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    for (let at = 1; at <= 22; at += 1) {
      aheadMs += 2 * minuteMs;
      const seen = await identified({ signals: { ...signals, user_agent: `v${at}` }, identity_id: identity });
      expect(seen.identity).toBe(identity);
    }
    const looks = await rowsOf(IdentityFingerprint, { tenantId: shop.tenant.id, identityId: identity });
    expect(looks.length).toBe(20);
  });

  it('writes when an identity was seen last once a minute', async () => {
    const signals = browser();
    const { identity } = await identified({ signals });
    const seenAt = async () => {
      const [row] = await rowsOf(Identity, { tenantId: shop.tenant.id, id: identity });
      const [look] = await rowsOf(IdentityFingerprint, { tenantId: shop.tenant.id, identityId: identity });
      return [row!.lastSeenAt, look!.lastSeenAt];
    };
    const first = await seenAt();
    aheadMs += minuteMs / 2;
    await identified({ signals });
    expect(await seenAt()).toEqual(first);
    aheadMs += minuteMs;
    await identified({ signals });
    const later = await seenAt();
    expect(later.every((at) => at > first[0]! + minuteMs)).toBe(true);
  });

  it('makes fifty identities where fifty new machines come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => identified({ signals: browser() })));
    expect(new Set(answers.map(({ identity }) => identity)).size).toBe(50);
  });

  it('makes one identity where fifty clients of one new machine come at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const signals = browser();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          identified({ signals: { ...signals, user_agent: `version ${at % 5}` } }),
        ),
      );
      const [identityId, ...others] = new Set(answers.map(({ identity }) => identity));
      expect([round, others]).toEqual([round, []]);
      const where = { tenantId: shop.tenant.id, identityId: identityId! };
      expect((await rowsOf(IdentityFingerprint, where)).length).toBe(5);
    }
  });

  it.each([
    ['a moment ago', 0],
    ['long ago', 60 * minuteMs],
  ])('makes a new one where one that was seen %s is removed at the same time', async (_title, later) => {
    const signals = browser();
    const gone = (await identified({ signals })).identity;
    aheadMs += later;
    const { database } = shop.server;
    let again: Promise<{ identity: string }> | undefined;
    await database.write(async ({ manager }) => {
      await manager.delete(Identity, { tenantId: shop.tenant.id, id: gone });
      again ??= identified({ signals });
      // Time enough to find the identity that is still there, and to wait for it.
      await sleep(200);
    });
    const { identity } = await again!;
    expect(identity).not.toBe(gone);
    expect((await rowsOf(Identity, { tenantId: shop.tenant.id, id: identity })).length).toBe(1);
  });

  it('is counted as an identify, signed or unsigned', async () => {
    await clearOfMidnight(Date.now() + aheadMs);
    const tenant = await buildTenant(shop.server);
    await identified({ signals: browser() }, as(tenant));
    await identified({}, as(tenant, securityToken(tenant, 'ann')));
    expect((await shop.server.request(path, { method: 'POST', body: {}, basic: tenant.secret })).status).toBe(
      200,
    );
    expect((await identify({ signals: [] }, as(tenant))).status).toBe(422);
    await shop.server.app.get(UsageMeter, { strict: false }).flush();
    expect(await rowsOf(UsageDay, { tenantId: tenant.id })).toEqual([
      expect.objectContaining({ identifies: 3, signed: 2, unsigned: 1, attaches: 0 }),
    ]);
  });

  it('answers a repeated Idempotency-Key of a signed client again, and keeps one access', async () => {
    const tenant = await buildTenant(shop.server);
    const headers = { ...as(tenant, securityToken(tenant, 'ann')), 'Idempotency-Key': newId() };
    const first = await identify({}, headers);
    expect((await identify({}, headers)).text).toBe(first.text);
    expect((await rowsOf(Access, { tenantId: tenant.id })).length).toBe(1);
  });
});

describe('identities of another tenant', () => {
  it('are not found by their signals, and count as unnamed where they are named', async () => {
    const other = await buildTenant(shop.server);
    const signals = browser();
    const theirs = await identified({ signals }, as(other));
    const mine = await identified({ signals, identity_id: theirs.identity });
    expect(mine.identity).not.toBe(theirs.identity);
    const request = { signals: {}, identity_id: theirs.identity };
    const absent = { signals: {}, identity_id: newId() };
    const answers = [await identified(request), await identified(absent), await identified({ signals: {} })];
    expect(answers.map(({ confidence }) => confidence)).toEqual([0, 0, 0]);
    expect(answers.some(({ identity }) => identity === theirs.identity)).toBe(false);
    const looks = await rowsOf(IdentityFingerprint, { tenantId: other.id, identityId: theirs.identity });
    expect(looks.length).toBe(1);
  });

  it('hold other digests of the same signals and of the same address', async () => {
    const other = await buildTenant(shop.server);
    const signals = browser();
    const [mine, theirs] = [await identified({ signals }), await identified({ signals }, as(other))];
    const [one] = await rowsOf(IdentityFingerprint, { tenantId: shop.tenant.id, identityId: mine.identity });
    const [two] = await rowsOf(IdentityFingerprint, { tenantId: other.id, identityId: theirs.identity });
    for (const name of Object.keys(one!.signals)) expect(one!.signals[name]).not.toBe(two!.signals[name]);
    expect([one!.fingerprint, one!.core]).not.toEqual([two!.fingerprint, two!.core]);
    expect((await lastAccess()).ipHash).not.toBe((await lastAccess(other)).ipHash);
  });
});

describe('a device that is named as a client is identified', () => {
  const metadataOf = async (device: Device) =>
    (await rowsOf(Device, { tenantId: device.tenantId, id: device.id }))[0]!.metadata;

  it('stands in the access; one that does not exist, or belongs to another tenant, does not', async () => {
    const mine = await buildDevice(shop.server, shop.tenant, 'ann');
    const theirs = await buildDevice(shop.server, shop.other, 'ann');
    await identified({ signals: browser(), device_id: mine.id });
    expect(await lastAccess()).toMatchObject({ deviceId: mine.id, userId: null });
    for (const device_id of [theirs.id, newId(), 'no id', null]) {
      await identified({ signals: browser(), device_id });
      expect((await lastAccess()).deviceId).toBeNull();
    }
  });

  it('takes the metadata of who is proven to speak for its user, the latest of each name, and of nobody else', async () => {
    const device = await buildDevice(shop.server, shop.tenant, 'ben', { metadata: { plan: 'a', kept: '1' } });
    const call = (metadata: object, token?: string) =>
      identified({ device_id: device.id, metadata }, as(shop.tenant, token));
    await call({ plan: 'unsigned' });
    await call({ plan: 'of another' }, securityToken(shop.tenant, 'ann'));
    await call({ plan: 'of nobody' }, securityToken(shop.tenant, ''));
    expect(await metadataOf(device)).toEqual({ plan: 'a', kept: '1' });
    await call({ plan: 'b', more: '2' }, securityToken(shop.tenant, 'ben'));
    expect(await metadataOf(device)).toEqual({ plan: 'b', kept: '1', more: '2' });
    await shop.app(path, { method: 'POST', body: { device_id: device.id, metadata: { plan: 'c' } } });
    expect(await metadataOf(device)).toEqual({ plan: 'c', kept: '1', more: '2' });
  });

  it('takes no more than fifty names, and nothing is kept of what is refused', async () => {
    const names = (from: number) =>
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`n${from + at}`, 'x']));
    const device = await buildDevice(shop.server, shop.tenant, 'cay', { metadata: names(0) });
    const before = (await rowsOf(Access, { tenantId: shop.tenant.id })).length;
    const body = { device_id: device.id, metadata: names(30), signals: browser() };
    const refused = await shop.app(path, { method: 'POST', body });
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, ['metadata']]);
    expect(Object.keys(await metadataOf(device)).length).toBe(30);
    expect((await rowsOf(Access, { tenantId: shop.tenant.id })).length).toBe(before);
  });
});

describe('who may identify', () => {
  const setting = (mode: 'off' | 'observe' | 'enforce') =>
    buildTenant(shop.server, { settings: { require_signed_tokens: mode } });

  it.each(['off', 'observe'] as const)('unsigned clients may where signatures are %s', async (mode) => {
    const tenant = await setting(mode);
    await identified({}, as(tenant));
    expect((await lastAccess(tenant)).signed).toBe(false);
    const wrong = securityToken(tenant, 'ann', { secret: 'x'.repeat(43) });
    expect((await identify({}, as(tenant, wrong))).status).toBe(401);
  });

  it('unsigned clients may not where signatures are enforced, and signed ones and the server may', async () => {
    const tenant = await setting('enforce');
    const refused = await identify({}, as(tenant));
    expect([refused.status, refused.body.code]).toEqual([401, 'credential_missing']);
    expect(await rowsOf(Access, { tenantId: tenant.id })).toEqual([]);
    await identified({}, as(tenant, securityToken(tenant, 'whoever')));
    expect((await shop.server.request(path, { method: 'POST', body: {}, basic: tenant.secret })).status).toBe(
      200,
    );
  });

  it('a client may say who it is in the body', async () => {
    const secret = securityToken(shop.tenant, 'ann');
    await identified({ client_id: shop.tenant.keyId, secret }, {});
    expect(await lastAccess()).toMatchObject({ signed: true, apiKey: shop.tenant.keyId });
  });

  it('nobody else may', async () => {
    expect((await identify({}, {})).status).toBe(401);
    expect((await shop.app(path, { method: 'POST', body: {}, basic: shop.tenant.widgetSecret })).status).toBe(
      403,
    );
    const user = shop.configuration.token({ exp: Math.floor(Date.now() / 1000) + 86_400 });
    expect((await shop.app(path, { method: 'POST', body: {}, bearer: user })).status).toBe(403);
  });
});

describe('what cannot be an identify', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const list = (depth: number): unknown => (depth === 0 ? 1 : [list(depth - 1)]);

  it.each<[string, unknown, string]>([
    ['signals of 10 kB', { signals: { canvas: 'x'.repeat(10_000) } }, 'signals'],
    ['signals that are nested', { signals: { canvas: { hash: 'x' } } }, 'signals'],
    ['signals that are deep', { signals: nested(1000) }, 'signals'],
    ['a list in a list', { signals: { fonts: list(1000) } }, 'signals'],
    [
      '101 signals',
      { signals: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at, 1])) },
      'signals',
    ],
    ['signals that are a list', { signals: ['canvas'] }, 'signals'],
    ['signals that are null', { signals: null }, 'signals'],
    ['NUL in a signal', { signals: { canvas: '\u0000' } }, 'signals'],
    ['NUL in a name', { signals: { 'a\u0000': 'x' } }, 'signals'],
    ['a name without characters', { signals: { '': 'x' } }, 'signals'],
    ['info of 5 kB', { device_info: { text: 'x'.repeat(5_000) } }, 'device_info'],
    ['info that is deep', { device_info: nested(100) }, 'device_info'],
    ['info that is text', { device_info: 'Chrome' }, 'device_info'],
    ['metadata that is no text', { metadata: { plan: 1 } }, 'metadata'],
    ['metadata with null', { metadata: { plan: null } }, 'metadata'],
    ['metadata that is nested', { metadata: { plan: { a: 'b' } } }, 'metadata'],
    ['metadata with long text', { metadata: { plan: 'x'.repeat(501) } }, 'metadata'],
    ['metadata with a long name', { metadata: { ['n'.repeat(101)]: 'x' } }, 'metadata'],
    ['metadata with NUL', { metadata: { plan: 'a\u0000' } }, 'metadata'],
    [
      'metadata of 51 names',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [at, 'x'])) },
      'metadata',
    ],
    ['metadata that is text', { metadata: 'plan' }, 'metadata'],
    ['an identity that is no text', { identity_id: 7 }, 'identity_id'],
    ['an identity with NUL', { identity_id: 'a\u0000' }, 'identity_id'],
    ['a device that is a list', { device_id: ['a'] }, 'device_id'],
    ['a long device', { device_id: 'x'.repeat(256) }, 'device_id'],
    ['a member that is not known', { user: 'ann' }, 'user'],
    ['a list', [], 'body'],
  ])('is refused: %s', async (_title, body, field) => {
    const refused = await identify(body);
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, [field]]);
  });

  it.each([
    ['numbers that are none', '{"signals":{"a":1e999}}', 'signals'],
    ['numbers in a list that are none', '{"signals":{"a":[-1e999]}}', 'signals'],
    ['half a character', '{"signals":{"a":"\\ud800"}}', 'signals'],
    ['half a character in a list', '{"signals":{"a":["\\udc00"]}}', 'signals'],
    ['half a character in a name', '{"signals":{"\\ud800":1}}', 'signals'],
    ['half a character in info', '{"device_info":{"a":"\\ud800"}}', 'device_info'],
    ['numbers in info that are none', '{"device_info":{"a":1e999}}', 'device_info'],
    ['half a character in metadata', '{"metadata":{"a":"\\ud800"}}', 'metadata'],
  ])('is refused as it is sent: %s', async (_title, text, field) => {
    const refused = await identify(text);
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, [field]]);
  });

  it('is harmless: names that mean something to JavaScript’s objects', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const texts = [
        `{"signals":{"canvas":"of ${name}","${name}":"x"}}`,
        `{"signals":{"${name}":{"a":1}}}`,
        `{"device_info":{"${name}":{"user_agent":7}}}`,
        `{"metadata":{"${name}":"x"}}`,
        `{"${name}":{"signals":{}}}`,
      ];
      for (const text of texts) expect([200, 422]).toContain((await identify(text)).status);
    }
    expect(({} as Record<string, unknown>)['user_agent']).toBeUndefined();
    const hostile = `{"signals":{"canvas":"hostile","__proto__":"x","constructor":"y"}}`;
    expect((await identified(hostile)).identity).toBe((await identified(hostile)).identity);
  });

  it.each([
    ['a name of any writing', { 'écran 😀': 'x', canvas: 'writing' }],
    ['empty values', { canvas: '', fonts: [], audio: null }],
    ['large and small numbers', { canvas: 1e308, audio: -5e-324, webgl: 0.1 }],
    ['8 kB of signals', { canvas: 'x'.repeat(8_000) }],
    ['a hundred signals', Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`s${at}`, `${at}`]))],
  ])('is none of these: %s', async (_title, signals) => {
    await identified({ signals });
  });

  it('is no 500: any JSON at all', async () => {
    const bodies = [
      'null',
      '7',
      '"x"',
      'true',
      '[[]]',
      '{"signals":{"a":[[]]}}',
      '{"secret":7}',
      '{"client_id":[]}',
    ];
    for (const body of bodies) {
      const { status } = await identify(body);
      expect([body, status >= 400 && status < 500]).toEqual([body, true]);
    }
    const deep = `{"signals":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`;
    expect((await identify(deep)).status).toBe(422);
    const info = `{"device_info":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`;
    expect((await identify(info)).status).toBe(422);
  });
});
