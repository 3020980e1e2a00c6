import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { startBrowser } from '../support/browser.mjs';
import { comesTo } from '../support/comes-to.js';
import { overflowOf, violationsOn } from '../support/overview-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const phone = { viewport: { width: 320, height: 640 } };

describe('an action link, in a browser', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;
  let browser: Browser;
  /** A site of somebody else, which the browser may be sent to. */
  let elsewhere: Server;
  let elsewhereUrl: string;
  const pages: Page[] = [];

  beforeAll(async () => {
    elsewhere = createServer((request, reply) => {
      reply.setHeader('Content-Type', 'text/html');
      reply.end(`<!doctype html><title>Thanks</title><p id="from">${String(request.headers.referer)}</p>`);
    });
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    server = await startTestServer({ PUBLIC_URL: 'http://127.0.0.1:3000' });
    merchant = await buildLinkingMerchant(
      server,
      { settings: { allowed_redirects: [elsewhereUrl], branding: { color: '#ffd500' } } },
      { availabilityConstraints: [{ allow_hours: { start: '09:00', end: '11:00' } }] },
    );
    browser = await startBrowser();
  });
  afterEach(() => Promise.all(pages.splice(0).map((page) => page.context().close())));
  afterAll(async () => {
    await browser.close();
    await server.close();
    elsewhere.close();
  });

  let days = 0;
  const book = () => {
    const day = `2031-02-${String((days += 1)).padStart(2, '0')}`;
    return merchant.book({
      start: `${day}T09:30:00+01:00`,
      end: `${day}T10:00:00+01:00`,
      where: 'Main Street 1',
    });
  };
  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
    pages.push(page);
    await page.goto(server.url + path);
    return page;
  }

  /** Every page that a link can show, by what is on it. */
  const kinds: [string, () => Promise<string>][] = [
    ['the question', async () => merchant.link(await book())],
    ['the free times', async () => merchant.link(await book(), 'reschedule_by_customer')],
    [
      'the used link',
      async () => {
        const path = merchant.link(await book());
        await server.request(path, { method: 'POST' });
        return path;
      },
    ],
    ['what is not possible', async () => merchant.link(await book(), 'confirm')],
    ['the link that does not work', async () => `${merchant.link(await book())}x`],
  ];

  describe.each([
    ['light, 320 px', { ...phone, colorScheme: 'light' }],
    ['dark, desktop', { colorScheme: 'dark' }],
  ] as const)('%s', (_look, options) => {
    test.each(kinds)('%s has nothing that axe objects to, one heading, and fits', async (_kind, pathOf) => {
      const page = await visit(await pathOf(), options);
      expect(await violationsOn(page)).toEqual([]);
      await comesTo(() => page.locator('h1').count(), 1);
      await comesTo(() => page.getAttribute('html', 'lang'), 'en');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    });

    test('the result too, with its undo button', async () => {
      const page = await visit(merchant.link(await book()), options);
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await comesTo(() => page.textContent('h1'), 'Your booking is cancelled');
      expect(await violationsOn(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    });
  });

  test('works by keyboard alone, with JavaScript off: cancel with a message, then undo', async () => {
    const id = await book();
    const page = await visit(merchant.link(id), { javaScriptEnabled: false, ...phone });
    await page.getByLabel('A message (optional)').focus();
    await page.keyboard.type('I am ill');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    const { state, meta } = await merchant.booking(id);
    expect([state, meta]).toEqual(['cancelled_by_customer', { cancel_by_customer_message: 'I am ill' }]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The booking is back' }).waitFor();
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });

  test('moves a booking with JavaScript off: another week, a time, the button', async () => {
    const id = await book();
    const page = await visit(merchant.link(id, 'reschedule_by_customer'), {
      javaScriptEnabled: false,
      ...phone,
    });
    await comesTo(() => page.locator('input:checked').count(), 0);
    await page.getByRole('link', { name: 'Later week' }).click();
    const day = page.getByRole('group').last();
    const name = (await day.locator('legend').textContent()) ?? '';
    await day.getByLabel('10:00').first().check();
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByRole('heading', { name: 'Your booking has a new time' }).waitFor();
    await comesTo(() => page.locator('time').textContent(), expect.stringContaining(name));
    expect(await merchant.stateOf(id)).toBe('rescheduled_by_customer');
  });

  test('comes back after the act on another site, which is not told where from', async () => {
    const id = await book();
    const path = `${merchant.link(id)}&redirect=${encodeURIComponent(`${elsewhereUrl}/thanks`)}`;
    const page = await visit(path);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.waitForURL(`${elsewhereUrl}/thanks`);
    await comesTo(() => page.textContent('#from'), 'undefined');
    expect(await merchant.stateOf(id)).toBe('cancelled_by_customer');
  });

  test('brings its cookie when the button is pressed, asks no other server, and the browser complains of nothing', async () => {
    const id = await book();
    const page = await (await browser.newContext()).newPage();
    pages.push(page);
    const [complaints, asked]: [string[], string[]] = [[], []];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(server.url + merchant.link(id));
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    const touches = (await merchant.touchesOf(id)).map(({ method, cookie, user_agent, outcome }) => [
      method,
      cookie,
      user_agent,
      outcome,
    ]);
    expect(touches.map(([method, cookie, , outcome]) => [method, cookie, outcome])).toEqual([
      ['GET', false, 'shown'],
      ['POST', true, 'acted'],
    ]);
    expect(new Set(asked)).toEqual(new Set([server.url]));
    expect(complaints).toEqual([]);
  });
});
