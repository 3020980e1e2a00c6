import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import chromium from '@sparticuz/chromium';
import { chromium as launcher, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { comesTo } from '../support/comes-to.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('the reference in a browser', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launcher.launch({
      executablePath: await chromium.executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server.close();
  });

  /** Opens a page and notes every complaint of the browser and every request that leaves the server. */
  async function open(
    path: string,
    options: BrowserContextOptions,
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== server.url) complaints.push(`request to ${request.url()}`);
    });
    await page.goto(server.url + path);
    return { page, complaints };
  }

  const widths = (page: Page) =>
    page.evaluate<[number, number]>('[document.documentElement.scrollWidth, window.innerWidth]');
  const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

  for (const { name, options, dark } of [
    { name: 'a desk', options: { viewport: { width: 1280, height: 900 } }, dark: false },
    {
      name: 'a phone at night',
      options: { viewport: { width: 375, height: 800 }, colorScheme: 'dark' },
      dark: true,
    },
  ] as const) {
    it(`shows every operation on ${name}, within the content security policy and the screen`, async () => {
      const { page, complaints } = await open('/docs', options);
      await page.waitForSelector('.opblock');
      const document = (await server.request('/openapi.json')).body as { paths: Record<string, object> };
      const operations = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
      await comesTo(() => page.locator('.opblock').count(), operations);
      await page.locator('.opblock-summary-get').first().click();
      await page.waitForSelector('.responses-table');
      const [used, available] = await widths(page);
      expect(used).toBeLessThanOrEqual(available);
      expect(await background(page)).toBe(dark ? 'rgb(28, 32, 34)' : 'rgba(0, 0, 0, 0)');
      expect(complaints).toEqual([]);
    });

    it(`explains the error codes on ${name}`, async () => {
      const { page, complaints } = await open('/docs/errors#token_expired', options);
      await comesTo(() => page.locator('#token_expired').isVisible(), true);
      const [used, available] = await widths(page);
      expect(used).toBeLessThanOrEqual(available);
      expect(complaints).toEqual([]);
    });
  }
});
