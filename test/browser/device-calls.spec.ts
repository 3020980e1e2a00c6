import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ApiKey } from '../../src/tenants/api-key.entity.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce } from '../builders/tenancy.js';
import { DeviceHouse } from '../support/device-desk.js';

let house: DeviceHouse;
beforeAll(async () => {
  house = await DeviceHouse.open({}, { server: { COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: '30' } });
});
afterAll(() => house.close());

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Tokens as a site's endpoint would answer them, one after the other; the last one over and over. */
function tokensFor(user: string, ...lives: readonly number[]): string[] {
  return lives.map((life, index) =>
    securityToken(house.tenant, user, { claims: { exp: nowSeconds() + life, jti: `${user} ${index}` } }),
  );
}

/**
 * A page of the site on which `make(more)` makes a device of the user, `asked` counts the questions for a token, and `told(promise)`
 * answers what became of a call.
 */
async function pageOf(
  user: string,
  tokens: readonly string[] | null,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; calls: () => string[] }> {
  const { page, requests } = await house.sit(options);
  await page.getByText(/^We know this browser/).waitFor();
  const before = requests.length;
  const facts = { api: house.relay.url, clientId: house.tenant.keyId, user, tokens };
  await page.evaluate(`(async () => {
    const { api, clientId, user, tokens } = ${JSON.stringify(facts)};
    const module = await import(api + '/device.js');
    globalThis.asked = 0;
    const token = () => tokens[Math.min(globalThis.asked++, tokens.length - 1)];
    globalThis.make = (more = {}) => module.createDevice({ api, clientId, user, ...(tokens && { token }), ...more });
    globalThis.told = (promise) => promise.then(
      (answer) => ({ answer }),
      (error) => ({ isDeviceError: error instanceof module.DeviceError, code: error.code, status: error.status,
        retryAfterSeconds: error.retryAfterSeconds, cause: String(error.cause) }),
    );
    globalThis.signals = module.collectSignals;
  })()`);
  return {
    page,
    calls: () =>
      requests
        .slice(before)
        .filter((line) => line.includes('/v2/'))
        .map((line) => line.replace(house.relay.url, '').replace(/\?.*/, '')),
  };
}

describe('the security token of a call', () => {
  test('is asked for once for calls at the same time, and kept while it is good', async () => {
    const { page } = await pageOf('ann', tokensFor('ann', 300));
    await page.evaluate(`globalThis.device = make(); Promise.all([device.attach(), device.identify()])`);
    await page.evaluate('device.attach()');
    expect(await page.evaluate('asked')).toBe(1);
    await page.context().close();
  });

  test('stands in no storage of the browser: what is kept is which device it is', async () => {
    const { page } = await pageOf('kim', tokensFor('kim', 300));
    await page.evaluate(
      `(async () => { const device = make(); await device.attach(); await device.identify(); })()`,
    );
    const kept = await page.evaluate<string>(
      `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`,
    );
    expect(kept).toContain('device_id');
    for (const part of tokensFor('kim', 300).join('.').split('.'))
      expect(kept).not.toContain(part.slice(0, 20));
    expect(await page.evaluate(`(async () => [await indexedDB.databases(), await caches.keys()])()`)).toEqual(
      [[], []],
    );
    await page.context().close();
  });

  test('is renewed once when the server says that it has run out, and the call goes on', async () => {
    // Expired for the server, but not as far as this browser can tell: it says nothing of when it was made.
    const [, fresh] = tokensFor('bea', 0, 300) as [string, string];
    const expired = securityToken(house.tenant, 'bea', {
      claims: { iat: undefined, exp: nowSeconds() - 90 },
    });
    const { page, calls } = await pageOf('bea', [expired, fresh]);
    await page.clock.setFixedTime(Date.now() - 3_600_000);
    const told = await page.evaluate<{ answer: { attached_devices: number } }>('told(make().attach())');
    expect(told.answer.attached_devices).toBe(1);
    expect(await page.evaluate('asked')).toBe(2);
    expect(calls().filter((line) => line === 'POST /v2/access')).toHaveLength(2);
    await page.context().close();
  });

  test('is renewed once and no more where every one has run out: the call fails, clearly', async () => {
    const { page, calls } = await pageOf('cleo', [
      securityToken(house.tenant, 'cleo', { claims: { iat: nowSeconds() - 500, exp: nowSeconds() - 200 } }),
    ]);
    expect(await page.evaluate('told(make().attach())')).toMatchObject({
      isDeviceError: true,
      code: 'token_expired',
      status: 401,
    });
    expect(await page.evaluate('asked')).toBe(2);
    expect(calls().filter((line) => line === 'POST /v2/access')).toHaveLength(2);
    await page.context().close();
  });

  test('is renewed shortly before its end without asking the server, also by a clock that is wrong', async () => {
    const { page, calls } = await pageOf('dora', tokensFor('dora', 60, 300));
    await page.clock.install({ time: Date.now() + 86_400_000 });
    await page.evaluate('(globalThis.device = make()).attach()');
    expect(await page.evaluate('asked')).toBe(1);
    await page.clock.fastForward(40_000);
    await page.evaluate('device.attach()');
    expect(await page.evaluate('asked')).toBe(1);
    await page.clock.fastForward(12_000);
    await page.evaluate('device.attach()');
    expect(await page.evaluate('asked')).toBe(2);
    expect(calls().filter((line) => line === 'POST /v2/access')).toHaveLength(3);
    await page.context().close();
  });

  test('that is wrong is not asked for again, and one of another user attaches nobody', async () => {
    const { page } = await pageOf('emma', tokensFor('somebody else', 300));
    expect(await page.evaluate('told(make().attach())')).toMatchObject({
      code: 'token_rejected',
      status: 401,
    });
    expect(await page.evaluate('asked')).toBe(1);
    expect(await house.attachedIds('emma')).toEqual([]);
    await page.context().close();
  });

  test('comes from an endpoint by POST with the page’s cookies; what that refuses, the error says', async () => {
    const { page } = await pageOf('fay', null);
    const told = `told(make({ token: '/security-token' }).attach())`;
    expect(await page.evaluate(told)).toMatchObject({ code: 'token_unavailable', status: 401 });
    expect(await page.evaluate(`told(make({ token: '/nowhere' }).attach())`)).toMatchObject({
      code: 'token_unavailable',
      status: 404,
    });
    const thrown = `told(make({ token: () => { throw new Error('no session'); } }).attach())`;
    expect(await page.evaluate(thrown)).toMatchObject({
      code: 'token_unavailable',
      status: 0,
      cause: 'Error: no session',
    });
    expect(await page.evaluate(`told(make({ token: () => 'é' }).attach())`)).toMatchObject({
      code: 'token_unavailable',
    });
    expect(await house.attachedIds('fay')).toEqual([]);
    await page.context().close();
  });

  test('may be missing: the call is unsigned, and its limit is the tenant’s own', async () => {
    const { page } = await pageOf('gina', null);
    expect(await page.evaluate('told(make().attach({ overallLimit: 1 }))')).toMatchObject({
      answer: { success: true, exceeded: false },
    });
    await page.context().close();
  });
});

describe('a call', () => {
  test('over a limit of rate waits as long as the server says, and goes on once', async () => {
    const { page, calls } = await pageOf('hana', tokensFor('hana', 300));
    const before = Date.now();
    await page.evaluate(`(async () => {
      globalThis.device = make();
      for (let count = 0; count < 31; count++) await device.attach();
    })()`);
    expect(calls().filter((line) => line === 'POST /v2/access').length).toBeGreaterThan(31);
    expect(Date.now() - before).toBeGreaterThan(900);
    await page.context().close();
  });

  test('that is to wait longer than half a minute is the page’s affair', async () => {
    const { page, calls } = await pageOf('ida', null);
    await page.route('**/v2/access', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        headers: {
          'Retry-After': '31',
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Expose-Headers': 'Retry-After',
        },
        body: JSON.stringify({ code: 'rate_limited', detail: 'Slower.' }),
      }),
    );
    expect(await page.evaluate('told(make().attach())')).toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterSeconds: 31,
    });
    expect(calls()).toEqual(['POST /v2/access']);
    await page.context().close();
  });

  test('says what is missing before it asks anybody', async () => {
    const { page, calls } = await pageOf('jane', null);
    expect(await page.evaluate('told(make({ user: undefined }).attach())')).toMatchObject({
      isDeviceError: true,
      code: 'user_missing',
    });
    expect(await page.evaluate(`told(make({ storageKey: 'none' }).detach())`)).toMatchObject({
      isDeviceError: true,
      code: 'not_attached',
    });
    const listen = `(() => { try { make({ storageKey: 'none' }).listen(() => 0) } catch ({ code }) { return code } })()`;
    expect(await page.evaluate(listen)).toBe('not_attached');
    for (const wrong of [
      `{ clientId: 'a:b' }`,
      `{ clientId: '' }`,
      `{ api: 'ftp://x' }`,
      `{ api: 'http://' }`,
    ])
      await expect(page.evaluate(`make(${wrong})`)).rejects.toThrow(/TypeError/);
    expect(calls()).toEqual([]);
    await page.context().close();
  });

  test('to a server that is away, and to something else, fails with its own code', async () => {
    const { page } = await pageOf('kim', null);
    await house.relay.cut();
    expect(await page.evaluate('told(make().attach())')).toMatchObject({ code: 'unreachable', status: 0 });
    await house.relay.mend();
    const other = await page.evaluate(`told(make({ api: '/' }).attach())`);
    expect(other).toMatchObject({ code: 'unexpected_answer', status: 404 });
    await page.context().close();
  });

  test('attaches, shows, names metadata and detaches another device of the user', async () => {
    const { page } = await pageOf('lea', tokensFor('lea', 300));
    const first = await page.evaluate<{ device_id: string; metadata: object }>(
      `make({ storageKey: 'one' }).attach({ metadata: { screen: 'kitchen' } })`,
    );
    expect(first.metadata).toEqual({ screen: 'kitchen' });
    const devices =
      await page.evaluate<{ id: string; info: { browser: { name: string } } }[]>('make().attachedDevices()');
    expect(devices.map(({ id, info }) => [id, info.browser.name])).toEqual([
      [first.device_id, expect.stringContaining('Chrom')],
    ]);
    const detached = `make({ storageKey: 'two' }).detach(${JSON.stringify(first.device_id)})`;
    expect(await page.evaluate(detached)).toMatchObject({ attached_devices: 0 });
    expect(await house.attachedIds('lea')).toEqual([]);
    await page.context().close();
  });

  test('finds the same identity again, with and without storage', async () => {
    const { page } = await pageOf('mia', null);
    const one = await page.evaluate<{ identity: string; confidence: number }>('make().identify()');
    expect(one.confidence).toBeGreaterThan(0.7);
    const other = await page.evaluate<{ identity: string }>(`make({ storageKey: 'other' }).identify()`);
    expect(other.identity).toBe(one.identity);
    await page.context().close();
  });

  test('goes on with another key of the tenant: after a rotation it is the same device', async () => {
    const { page } = await pageOf('nora', null);
    const [one, other] = await page.evaluate<{ device_id: string }[]>(
      `(async () => [await make().attach(), await make().attach()])()`,
    );
    expect(other?.device_id).toBe(one?.device_id);
    const kept = await page.evaluate<string>(`localStorage.getItem('countersign.device')`);
    expect(Object.keys(JSON.parse(kept) as object).sort()).toEqual(['device_id', 'identity']);
    expect(kept).not.toContain(house.tenant.keyId);
    await page.context().close();
  });
});

describe('a browser whose storage is blocked', () => {
  const blocked = `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })`;

  test('attaches, is one device while the page lives, and logs out', async () => {
    const { page } = await pageOf('olga', tokensFor('olga', 300));
    await page.evaluate('localStorage.clear()');
    await page.evaluate(blocked);
    await page.evaluate('(globalThis.device = make()).attach()');
    const again = await page.evaluate<{ new_device: boolean; attached_devices: number }>('make().attach()');
    expect(again).toMatchObject({ new_device: false, attached_devices: 1 });
    expect(await page.evaluate('device.id')).toBe((await house.attachedIds('olga'))[0]);
    await page.evaluate('device.detach()');
    expect(await house.attachedIds('olga')).toEqual([]);
    await page.context().close();
  });

  test('whatever stands in the storage, the page goes on', async () => {
    const { page } = await pageOf('pia', tokensFor('pia', 300));
    for (const text of ['', 'null', '{', '[]', '{"device_id":7,"identity":"x"}', `{"device_id":"'--"}`]) {
      await page.evaluate(`localStorage.setItem('countersign.device', ${JSON.stringify(text)})`);
      expect(await page.evaluate('told(make().attach())')).toMatchObject({ answer: { attached_devices: 1 } });
    }
    await page.context().close();
  });

  test('where locks are refused too, as in a sandboxed frame, it attaches all the same', async () => {
    const { page } = await pageOf('quin', tokensFor('quin', 300));
    await page.evaluate(`localStorage.clear(); ${blocked};
      navigator.locks.request = async () => { throw new DOMException('no', 'SecurityError') }`);
    expect(await page.evaluate('told(make().attach())')).toMatchObject({ answer: { attached_devices: 1 } });
    await page.context().close();
  });
});

describe('signals', () => {
  test('are few, short, and the same each time', async () => {
    const { page } = await pageOf('rosa', null, { timezoneId: 'Asia/Tokyo' });
    const signals = await page.evaluate<Record<string, unknown>>('signals()');
    expect(Object.keys(signals)).toEqual(
      expect.arrayContaining([
        'canvas',
        'audio',
        'screen',
        'timezone',
        'languages',
        'platform',
        'color_depth',
      ]),
    );
    expect(signals['timezone']).toBe('Asia/Tokyo');
    expect(signals['canvas']).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(signals).length).toBeLessThan(600);
    const again = await (await pageOf('rosa', null, { timezoneId: 'Asia/Tokyo' })).page.evaluate('signals()');
    expect(again).toEqual(signals);
    await page.context().close();
  });

  test('that a browser refuses are left out; none throws and none asks for a permission', async () => {
    const { page } = await house.sit();
    const text = await page.evaluate<string>(`(async () => {
      const no = () => { throw new Error('refused') };
      HTMLCanvasElement.prototype.getContext = no;
      HTMLCanvasElement.prototype.toDataURL = no;
      globalThis.OfflineAudioContext = class { constructor() { no() } };
      for (const name of ['languages', 'platform', 'hardwareConcurrency', 'deviceMemory', 'maxTouchPoints'])
        Object.defineProperty(navigator, name, { get: no });
      for (const name of ['width', 'colorDepth']) Object.defineProperty(screen, name, { get: no });
      Intl.DateTimeFormat = no;
      navigator.permissions.query = no;
      navigator.mediaDevices && (navigator.mediaDevices.getUserMedia = no);
      const { collectSignals } = await import('${house.relay.url}/device.js?refused');
      return JSON.stringify(await collectSignals());
    })()`);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['pixel_ratio']);
    await page.context().close();
  });

  test('that never come are waited for half a second', async () => {
    const { page } = await house.sit();
    const signals = await page.evaluate<object>(`(async () => {
      OfflineAudioContext.prototype.startRendering = () => new Promise(() => undefined);
      const { collectSignals } = await import('${house.relay.url}/device.js?slow');
      return collectSignals();
    })()`);
    expect(Object.keys(signals)).toContain('canvas');
    expect(Object.keys(signals)).not.toContain('audio');
    await page.context().close();
  });
});

describe('a key that was revoked', () => {
  test('attaches nobody, and the page is told', async () => {
    const { page } = await pageOf('sara', tokensFor('sara', 300));
    const { id: tenantId, keyId: id } = house.tenant;
    await house.server.database.write(({ manager }) =>
      manager.update(ApiKey, { tenantId, id }, { revokedAt: Date.now() }),
    );
    await announce(house.server, { topic: 'api_key', tenantId, subject: id });
    expect(await page.evaluate('told(make().attach())')).toMatchObject({
      code: 'token_rejected',
      status: 401,
    });
    await page.context().close();
  });
});
