import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { DeviceStreams } from '../../src/devices/streams/device-streams.service.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce } from '../builders/tenancy.js';
import { DeviceHouse, type DeviceDesk } from '../support/device-desk.js';
import { until } from '../support/until.js';
import { startAnotherServer, type TestServer } from '../support/test-server.js';

let house: DeviceHouse;
let another: TestServer;
beforeAll(async () => {
  house = await DeviceHouse.open();
  another = await startAnotherServer(house.server);
});
afterAll(async () => {
  await another.close();
  await house.close();
});

const streams = (desk: DeviceDesk) => desk.requests.filter((line) => line.includes('/listen?')).length;
const tokens = (desk: DeviceDesk) => desk.requests.filter((line) => line.endsWith('/security-token')).length;

/** A user whose page listens. */
async function listening(user: string): Promise<DeviceDesk & { device: string }> {
  const open = house.server.app.get(DeviceStreams, { strict: false }).open;
  const desk = await house.logIn(user);
  await desk.page.getByText('You use 1 device(s).').waitFor();
  await until('the page hears', () => house.server.app.get(DeviceStreams, { strict: false }).open > open);
  return { ...desk, device: (await house.attachedIds(user))[0] as string };
}

const loggedOut = (page: Page) => page.getByText('You were logged out from another device.').waitFor();

describe('a page that listens', () => {
  test('is logged out when the merchant’s server detaches its device', async () => {
    const { page, device, complaints } = await listening('ann');
    await house.detach('ann', device);
    await loggedOut(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('is logged out when that happens on another server', async () => {
    const { page, device } = await listening('bea');
    const answer = await another.request('/v2/access/detach', {
      method: 'POST',
      basic: house.tenant.secret,
      body: { user: 'bea', device },
    });
    expect(answer.status).toBe(200);
    await loggedOut(page);
    await page.context().close();
  });

  test('comes back with a fresh token when the stream was lost, and hears what happened meanwhile', async () => {
    const desk = await listening('cleo');
    const before = [streams(desk), tokens(desk)] as const;
    await house.relay.cut();
    await until('the page hears', () => tokens(desk) > before[1]);
    await house.detach('cleo', desk.device);
    await house.relay.mend();
    await loggedOut(desk.page);
    expect(streams(desk)).toBeGreaterThan(before[0]);
    await desk.page.context().close();
  });

  test('waits longer each time while the server is away', async () => {
    const desk = await listening('dora');
    const before = tokens(desk);
    await house.relay.cut();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await house.relay.mend();
    // After about 1, 3 and 7 seconds, each wait cut by up to half; each time with a fresh token, or none.
    expect(tokens(desk) - before).toBeGreaterThanOrEqual(2);
    expect(tokens(desk) - before).toBeLessThanOrEqual(4);
    await desk.page.context().close();
  });

  test('is logged out when its device is gone where it comes back', async () => {
    const desk = await listening('emma');
    await desk.page.route('**/listen?**', (route) => route.fulfill({ status: 404 }));
    await desk.page.route('**/listen', (route) =>
      route.fulfill({ status: 404, headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
    await house.relay.cut();
    await house.relay.mend();
    await loggedOut(desk.page);
    await desk.page.context().close();
  });
});

describe('listening by itself', () => {
  test('outlives its tokens: each stream ends with its own, and the next one has another', async () => {
    const { id: tenantId } = house.tenant;
    const set = async (settings: Partial<TenantSettings>) => {
      await house.server.database.write(({ manager }) =>
        manager.update(Tenant, { id: tenantId }, { settings }),
      );
      await announce(house.server, { topic: 'tenant', tenantId, subject: tenantId });
    };
    await set({ clock_tolerance_s: 0, require_signed_tokens: 'enforce', require_token_expiry: true });
    const { page } = await house.sit();
    let made = 0;
    await page.exposeFunction('tokenOfUser', () => {
      made += 1;
      const exp = Math.floor(Date.now() / 1000) + 4;
      return securityToken(house.tenant, 'jane', { claims: { exp, jti: String(made) } });
    });
    await page.evaluate(`(async () => {
      const { createDevice } = await import('${house.relay.url}/device.js');
      const facts = { clientId: '${house.tenant.keyId}', user: 'jane', token: () => tokenOfUser() };
      const device = createDevice(facts);
      globalThis.heard = [];
      await device.attach();
      device.listen(() => heard.push('logout'), ({ code }) => heard.push(code));
    })()`);
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).length >= 2);
    expect(new Set(await page.evaluate<string[]>('heard'))).toEqual(new Set(['stream_lost']));
    expect(made).toBeGreaterThan(1);
    await house.detach('jane', (await house.attachedIds('jane'))[0] as string);
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).includes('logout'));
    const after = made;
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(made).toBe(after);
    await page.context().close();
    await set({});
  });

  /** A page with a device `device` that is attached, and `heard`, what it was told. */
  async function attached(user: string): Promise<DeviceDesk> {
    const desk = await house.logIn(user);
    await desk.page.getByText('You use 1 device(s).').waitFor();
    const facts = { api: house.relay.url, clientId: house.tenant.keyId, user, token: '/security-token' };
    await desk.page.evaluate(`(async () => {
      const facts = ${JSON.stringify(facts)};
      const { createDevice } = await import(facts.api + '/device.js');
      globalThis.device = createDevice(facts);
      globalThis.heard = [];
      globalThis.stop = device.listen(() => heard.push('logout'), ({ code, status }) => heard.push(code + ' ' + status));
      document.getElementById('leave').submit = () => heard.push('left');
    })()`);
    return desk;
  }

  test('one’s own detach is no logout, and another page of the browser hears it', async () => {
    const { page } = await attached('fay');
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500)).then(() => device.detach())');
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).includes('left'));
    expect(await page.evaluate('heard')).toEqual(['left']);
    await page.context().close();
  });

  test('a detach that fails leaves it listening', async () => {
    const desk = await attached('gina');
    const { page } = desk;
    await page.route('**/v2/access/detach', (route) => route.abort());
    const code = `device.detach().catch((error) => error.code)`;
    expect(await page.evaluate(code)).toBe('unreachable');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await house.detach('gina', (await house.attachedIds('gina'))[0] as string);
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).includes('logout'));
    expect((await page.evaluate<string[]>('heard')).filter((word) => word === 'logout')).toHaveLength(1);
    await page.context().close();
  });

  test('ends when the page says so', async () => {
    const { page } = await attached('hana');
    await page.evaluate('stop()');
    await house.detach('hana', (await house.attachedIds('hana'))[0] as string);
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).includes('left'));
    expect(await page.evaluate('heard')).toEqual(['left']);
    await page.context().close();
  });

  test('tells why a stream was refused, and comes back when it is not any more', async () => {
    const { page } = await attached('ida');
    await page.route('**/listen**', (route) =>
      route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
    await house.relay.cut();
    await house.relay.mend();
    await until('the page hears', async () =>
      (await page.evaluate<string[]>('heard')).includes('unexpected_answer 503'),
    );
    await page.unroute('**/listen**');
    await house.detach('ida', (await house.attachedIds('ida'))[0] as string);
    await until('the page hears', async () => (await page.evaluate<string[]>('heard')).includes('logout'));
    await page.context().close();
  });
});
