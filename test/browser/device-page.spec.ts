import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { DeviceStreams } from '../../src/devices/streams/device-streams.service.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce } from '../builders/tenancy.js';
import { comesTo } from '../support/comes-to.js';
import { DeviceHouse } from '../support/device-desk.js';
import { overflowOf, violationsOn } from '../support/overview-desk.js';

let house: DeviceHouse;
beforeAll(async () => {
  house = await DeviceHouse.open();
});
afterAll(() => house.close());

const phone: BrowserContextOptions = { viewport: { width: 320, height: 640 } };
/** Another machine, as far as its browser tells. */
const elsewhere: BrowserContextOptions = {
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  timezoneId: 'America/Lima',
  locale: 'es-PE',
  deviceScaleFactor: 3,
  colorScheme: 'dark',
  viewport: { width: 320, height: 640 },
  screen: { width: 1728, height: 1117 },
};

async function set(settings: Partial<TenantSettings>): Promise<void> {
  const { id } = house.tenant;
  await house.server.database.write(({ manager }) => manager.update(Tenant, { id }, { settings }));
  await announce(house.server, { topic: 'tenant', tenantId: id, subject: id });
}

describe('the example site on another origin', () => {
  test('attaches the browser of whoever logs in, once, and asks nobody but itself and the server', async () => {
    await set({ require_signed_tokens: 'enforce', require_token_expiry: true });
    const { page, requests, complaints } = await house.logIn('ann & <b>é', phone);
    await page.getByText('You use 1 device(s).').waitFor();
    await comesTo(
      () => page.getByRole('listitem').allTextContents(),
      [expect.stringMatching(/^.*Chrom.* on Linux \(this browser\)$/)],
    );
    expect(await violationsOn(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    const attached = await house.attachedIds('ann & <b>é');
    await page.reload();
    await page.getByText('You use 1 device(s).').waitFor();
    expect(await house.attachedIds('ann & <b>é')).toEqual(attached);
    expect(new Set(requests.map((line) => new URL(line.split(' ')[1] ?? '').origin))).toEqual(
      new Set([house.site.url, house.relay.url]),
    );
    expect(requests.join() + (await page.content())).not.toContain(house.tenant.secret);
    expect(requests).toContain(`POST ${house.site.url}/security-token`);
    expect(complaints).toEqual([]);
    await page.context().close();
    await set({});
  });

  test('shows who has more devices than they may, and logs out the one that the user chooses', async () => {
    await set({ device_limit: 1 });
    const first = await house.logIn('bea', phone);
    await first.page.getByText('You use 1 device(s).').waitFor();
    const [firstId] = await house.attachedIds('bea');
    const second = await house.logIn('bea', elsewhere);
    await second.page.getByText('You use 2 devices: more than you may.').waitFor();
    await comesTo(() => second.page.getByRole('listitem').count(), 2);
    expect(await house.attachedIds('bea')).toHaveLength(2);
    expect(await violationsOn(second.page)).toEqual([]);
    expect(await overflowOf(second.page)).toBeLessThanOrEqual(0);
    await second.page.getByRole('button', { name: /^Log out this device: .*Chrom/ }).click();
    await second.page.getByText('You use 1 device(s).').waitFor();
    await first.page.getByText('You were logged out from another device.').waitFor();
    expect(await violationsOn(first.page)).toEqual([]);
    expect(await house.attachedIds('bea')).not.toContain(firstId);
    await first.page.context().close();
    await second.page.context().close();
    await set({});
  });

  test('lets nobody on over the limit where the tenant blocks, until another device is logged out', async () => {
    await set({ device_limit: 1, block_over_usage: true });
    const first = await house.logIn('cleo', phone);
    await first.page.getByText('You use 1 device(s).').waitFor();
    const second = await house.logIn('cleo', elsewhere);
    await second.page.getByText('You may use 1 device(s). Log out another one to go on here.').waitFor();
    expect(await house.attachedIds('cleo')).toHaveLength(1);
    expect(await violationsOn(second.page)).toEqual([]);
    await second.page.getByRole('button', { name: /^Log out this device: .*Chrom/ }).click();
    await second.page.getByText('You use 1 device(s).').waitFor();
    await comesTo(
      () => second.page.getByRole('listitem').allTextContents(),
      ['Safari on Mac OS (this browser)'],
    );
    await first.page.getByText('You were logged out from another device.').waitFor();
    await first.page.context().close();
    await second.page.context().close();
    await set({});
  });

  test('logs out: the browser is detached, hears nothing of it, and is the same device next time', async () => {
    const { page, complaints } = await house.logIn('dora');
    await page.getByText('You use 1 device(s).').waitFor();
    const attached = await house.attachedIds('dora');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await comesTo(() => page.getByRole('alert').count(), 0);
    expect(await house.attachedIds('dora')).toEqual([]);
    await page.getByText(/^We know this browser \(\d+ %\)\.$/).waitFor();
    await page.getByLabel('Name').fill('dora');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('You use 1 device(s).').waitFor();
    expect(await house.attachedIds('dora')).toEqual(attached);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('two pages of one browser are one device, also when they come at once', async () => {
    const { page } = await house.logIn('emma');
    await page.getByText('You use 1 device(s).').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.evaluate('localStorage.clear()');
    await page.getByLabel('Name').fill('fay');
    await page.getByRole('button', { name: 'Log in' }).click();
    const others = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
    await Promise.all(others.map((other) => other.goto(house.site.url)));
    for (const other of [page, ...others]) await other.getByText('You use 1 device(s).').waitFor();
    expect(await house.attachedIds('fay')).toHaveLength(1);
    await page.context().close();
  });

  test('says so when the server is away, and goes on when it is back', async () => {
    const { page } = await house.logIn('gina');
    await page.getByText('You use 1 device(s).').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.getByLabel('Name').fill('gina');
    // The module is held; what it asks for is not.
    await page.context().route(`${house.relay.url}/v2/**`, (route) => route.abort());
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.context().unroute(`${house.relay.url}/v2/**`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You use 1 device(s).').waitFor();
    await page.context().close();
  });
});

describe('the pages that the guides show', () => {
  test.each([
    ['README.md', '## Limit account sharing', 'u-1837'],
    ['docs/device-access.md', '## In the browser', 'u-1837'],
  ])('the one of %s (%s) attaches, hears of a logout, and leaves', async (file, section, user) => {
    const text = readFileSync(file, 'utf8').split(`\n${section}\n`)[1] ?? '';
    const html = (/```html\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
      .replace('https://countersign.example.com', house.relay.url)
      .replace(/clientId: '[^']*'/, `clientId: '${house.tenant.keyId}'`);
    expect(html).toContain(house.tenant.keyId);
    const site = createServer((request, response) => {
      const token = JSON.stringify({ secret: securityToken(house.tenant, user) });
      const isPage = request.method === 'GET';
      response.setHeader('Content-Type', isPage ? 'text/html' : 'application/json');
      response.end(isPage ? `<!doctype html><link rel="icon" href="data:,">${html}` : token);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { page, complaints } = await house.sit();
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}`);
    const streams = house.server.app.get(DeviceStreams, { strict: false });
    for (let waits = 0; streams.open === 0 && waits < 200; waits++) await page.waitForTimeout(50);
    const [attached] = await house.attachedIds(user);
    await house.detach(user, String(attached));
    await page.waitForURL('**/logout');
    expect(complaints).toEqual([]);
    await page.context().close();
    site.close();
    site.closeAllConnections();
  });
});

describe('the example’s token endpoint', () => {
  const ask = (headers: Record<string, string> = {}) =>
    fetch(`${house.site.url}/security-token`, { method: 'POST', headers });

  async function sessionOf(user: string): Promise<string> {
    const body = new URLSearchParams({ user });
    const answer = await fetch(`${house.site.url}/login`, { method: 'POST', body, redirect: 'manual' });
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  test('signs for the user of the session, for minutes, and nobody keeps the answer', async () => {
    const answer = await ask({ Cookie: await sessionOf('hana'), Origin: house.site.url });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { secret, expires_at } = (await answer.json()) as { secret: string; expires_at: string };
    const { user, exp, iat } = JSON.parse(atob(secret.split('.')[1] ?? '')) as Record<string, number>;
    expect([user, Number(exp) - Number(iat)]).toEqual(['hana', 300]);
    expect(Date.parse(expires_at)).toBe(Number(exp) * 1000);
  });

  test('answers nobody who is not logged in, and no page of another origin', async () => {
    const nobody = await ask();
    expect([nobody.status, nobody.headers.get('cache-control')]).toEqual([401, 'no-store']);
    const Cookie = await sessionOf('ida');
    expect((await ask({ Cookie, Origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await ask({ Cookie, Origin: 'null' })).status).toBe(403);
  });

  test('throttles a user who asks too often, and no other', async () => {
    const Cookie = await sessionOf('jane');
    const statuses: number[] = [];
    for (let count = 0; count < 31; count++) statuses.push((await ask({ Cookie })).status);
    expect(statuses).toEqual([...Array<number>(30).fill(200), 429]);
    const refused = await ask({ Cookie });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask({ Cookie: await sessionOf('kim') })).status).toBe(200);
  });
});
