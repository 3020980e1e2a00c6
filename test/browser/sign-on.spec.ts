import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { startBrowser } from '../support/browser.mjs';
import { comesTo } from '../support/comes-to.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('browser sign-on, in a browser', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    server = await startTestServer({ PUBLIC_URL: 'http://127.0.0.1:3000' });
    tenant = await buildTenant(server);
    configuration = await buildConfiguration(server, tenant);
    browser = await startBrowser();
    context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 360, height: 640 } });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('the token leaves the address bar, the session holds over a reload, and signing out ends it', async () => {
    const failures: string[] = [];
    page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
    await page.goto(
      `${server.url}/sso/${tenant.slug}?jwt=${configuration.token({ id: 'ann', name: 'Ann' })}`,
    );
    expect(page.url()).toBe(`${server.url}/overview/${tenant.slug}`);
    await page.reload();
    await comesTo(() => page.textContent('dd'), 'Ann');
    const [cookie] = await context.cookies(server.url);
    expect(cookie).toMatchObject({
      name: 'countersign',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(failures).toEqual([]);
    await page.click('text=Sign out');
    await page.waitForURL(`${server.url}/overview/${tenant.slug}`);
    await page.getByText('Your bookings are a link away').waitFor();
    await comesTo(() => page.locator('dd').count(), 0);
    expect(await context.cookies(server.url)).toEqual([]);
  });

  test('the page fits a phone, is dark where the reader wants it, and runs no script but its own', async () => {
    await page.goto(
      `${server.url}/sso/${tenant.slug}?jwt=${configuration.token({ id: 'narrow', name: 'x'.repeat(200) })}`,
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(17, 22, 28)');
    await comesTo(() => page.locator('script').count(), 1);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))`,
    );
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('a form on another site signs in, and neither frames the page nor signs anyone out', async () => {
    const jwt = configuration.token({ id: 'posted', name: 'Posted' });
    const merchant = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      const path = request.url === '/in' ? `/sso/${tenant.slug}` : `/sso/${tenant.slug}/sign-out`;
      response.end(
        request.url === '/frame'
          ? `<iframe src="${server.url}/overview/${tenant.slug}"></iframe>`
          : `<form method="post" action="${server.url}${path}"><input name="jwt" value="${jwt}"><button>go</button></form>`,
      );
    });
    await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
    // Another site: cookies look at the host's name, not at its port.
    const site = `http://localhost:${(merchant.address() as AddressInfo).port}`;
    try {
      await page.goto(`${site}/in`);
      await page.click('text=go');
      await page.waitForURL(`${server.url}/overview/${tenant.slug}`);
      await comesTo(() => page.textContent('dd'), 'Posted');
      await page.goto(`${site}/out`);
      await page.click('text=go');
      await page.waitForURL(`${server.url}/overview/${tenant.slug}`);
      await page.goto(`${server.url}/overview/${tenant.slug}`);
      await comesTo(() => page.textContent('dd'), 'Posted');
      await page.goto(`${site}/frame`);
      const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
      expect(await frame?.locator('dd').count()).toBe(0);
    } finally {
      await new Promise((resolve) => merchant.close(resolve));
      merchant.closeAllConnections();
    }
  });
});
