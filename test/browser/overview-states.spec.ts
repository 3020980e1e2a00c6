import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.mjs';
import { comesTo } from '../support/comes-to.js';
import { focusComesTo, overflowOf, violationsOn } from '../support/overview-desk.js';
import { ScriptedBookings, type ScriptedAnswer } from '../support/scripted-bookings.js';

let server: ScriptedBookings;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  server = await new ScriptedBookings().start();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  await context.close();
  server.attributes = new ScriptedBookings().attributes;
  server.content = '';
});

async function open(script: ScriptedBookings['script']): Promise<void> {
  server.script = script;
  context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Copenhagen',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto(server.url);
}

const overview = () => page.locator('booking-overview');
const list = (...bookings: unknown[]): ScriptedAnswer => ({ body: { data: bookings, next_cursor: null } });
const problem = (status: number, code: string, members: object = {}): ScriptedAnswer => ({
  status,
  body: { status, code, ...members },
});
const never = () => new Promise<ScriptedAnswer>(() => undefined);

/** Every colour scheme at every width: nothing for axe to find, and nothing wider than the window. */
async function expectReadable(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect([colorScheme, width, await violationsOn(page)]).toEqual([colorScheme, width, []]);
      expect([width, Math.max(0, await overflowOf(page))]).toEqual([width, 0]);
    }
  }
}

describe('each state is read by everyone: light and dark, at 320 px and at a desk', () => {
  test('loading', async () => {
    await open(never);
    await overview().locator('.skeleton').waitFor();
    await comesTo(() => overview().locator('[aria-busy=true]').count(), 1);
    await comesTo(() => overview().getByRole('status').textContent(), 'Your bookings are being loaded.');
    await expectReadable();
  });

  test('nothing booked', async () => {
    await open(() => list());
    await overview().getByText('You have no coming bookings.').waitFor();
    await overview().locator('summary').first().click();
    await overview().getByText('You have no past bookings.').waitFor();
    await expectReadable();
  });

  test('no token at all', async () => {
    server.attributes = 'app-slug="shop"';
    await open(() => list());
    await overview().getByText('Your bookings are a link away').waitFor();
    await expectReadable();
  });

  test.each([
    [401, 'token_expired', 'This link has expired'],
    [401, 'token_rejected', 'This link no longer works'],
    [403, 'origin_not_allowed', 'Your bookings could not be loaded'],
    [500, 'internal', 'Your bookings could not be loaded'],
    [503, 'unavailable', 'The bookings cannot be reached right now'],
  ])('the list answers %s %s', async (status, code, title) => {
    await open(() => problem(status, code));
    await overview().getByRole('alert').getByText(title).waitFor();
    await expectReadable();
  });

  test('what comes late for one token is not shown to the next', async () => {
    let answerLate: (answer: ScriptedAnswer) => void = () => undefined;
    const late = new Promise<ScriptedAnswer>((resolve) => (answerLate = resolve));
    await open(({ url }) => {
      if (url.searchParams.has('cursor')) return late;
      if (url.searchParams.get('signed_search') === 'd.e.f') return list(server.booking('hers'));
      return { body: { data: [server.booking('his')], next_cursor: 'more' } };
    });
    const asked = page.waitForRequest((request) => request.url().includes('cursor='));
    await overview().getByRole('button', { name: 'Show more' }).first().click();
    const response = asked.then((request) => request.response());
    await page.evaluate(`document.querySelector('booking-overview').signedSearch = 'd.e.f'`);
    await overview().getByText('Cut hers').waitFor();
    answerLate(list(server.booking('late')));
    await (await response)?.finished();
    await page.evaluate(`new Promise((resolve) => setTimeout(resolve, 200))`);
    await comesTo(() => overview().locator('h3').allTextContents(), ['Cut hers']);
  });

  test('a list of every kind, with all of it unfolded', async () => {
    const seats = { group_booking: { max_seats: 8, current_seats: 3 } };
    const of = (id: string, members = {}) => server.booking(id, members);
    const { attributes } = of('e') as { attributes: object };
    await open(({ url }) =>
      url.searchParams.has('end')
        ? list(server.booking('past', { state: 'completed', customer_action_links: {} }, -86_400_000))
        : list(
            of('a'),
            of('b', { state: 'cancelled_by_customer', customer_action_links: {} }),
            of('c', { state: 'tentative', customer_action_links: {} }),
            of('d', { graph: 'group_customer', owner_booking: { attributes: { ...attributes, ...seats } } }),
            of('e', { state: 'x'.repeat(200), resource: { name: 'y'.repeat(200) } }),
          ),
    );
    await overview().locator('h3').first().waitFor();
    for (const summary of await overview().locator('summary').all()) await summary.click();
    await overview().getByText('Cut past').waitFor();
    await comesTo(() => overview().getByText('Group: 3 of 8 seats taken').count(), 1);
    await expectReadable();
  });

  test('the question, and its failure', async () => {
    await open(({ method }) => (method === 'POST' ? problem(500, 'internal') : list(server.booking('a'))));
    await overview().getByRole('button', { name: 'Cancel booking' }).click();
    await overview().getByRole('dialog').waitFor();
    await expectReadable();
    await overview().getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await overview().getByRole('alert').getByText('That did not work').waitFor();
    await expectReadable();
  });

  test('cancelled with an undo, and an action that came too late', async () => {
    await open(({ method, url }) => {
      if (method !== 'POST') return list(server.booking('a'), server.booking('b'));
      if (url.pathname.includes('/b/')) return problem(409, 'action_not_available', { state: 'completed' });
      const undo = { url: `${server.url}/v2/bookings/a/external_action/undo?signature=u.n.d` };
      return {
        body: {
          data: server.booking('a', { state: 'cancelled_by_customer', customer_action_links: {} }),
          undo: { ...undo, expires_at: new Date(Date.now() + 600_000).toISOString() },
        },
      };
    });
    for (const title of ['Cut a', 'Cut b']) {
      await overview().getByRole('listitem').filter({ hasText: title }).getByText('Cancel booking').click();
      await overview().getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
      await overview().getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await overview().getByRole('button', { name: 'Undo the cancellation' }).waitFor();
    await overview()
      .getByText('Nothing was changed: this is no longer possible. The booking is now: Completed.')
      .waitFor();
    await expectReadable();
  });
});

describe('the list', () => {
  test('an answer that is not as it should be is a failure to try again, or leaves out what cannot be shown', async () => {
    for (const body of ['', '[]', '{"data":5}', 'null', '<html>']) {
      await open(() => ({ body }));
      await overview().getByText('Your bookings could not be loaded').waitFor();
      server.script = () =>
        list(null, 5, {}, { id: 'x' }, server.booking('good', { resource: 7, owner_booking: [] }));
      await overview().getByRole('button', { name: 'Try again' }).click();
      await overview().getByText('Cut good').waitFor();
      await comesTo(() => overview().locator('h3').count(), 1);
      await context.close();
    }
    await open(() => list());
  });

  test('a link is followed to the booking server alone, whatever the answer says', async () => {
    const hostile = [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://evil.example/',
      '//evil.example/v2/x',
      '/v2/bookings/a/external_action/cancel_by_customer',
      'ftp://x/v2/bookings/a/external_action/cancel_by_customer?signature=x',
      'javascript:/v2/bookings/a/external_action/cancel_by_customer?signature=x',
      7,
      null,
    ];
    const elsewhere = 'https://evil.example/v2/bookings/z/external_action/reschedule_by_customer?signature=s';
    await open(() =>
      list(
        ...hostile.map((link, index) =>
          server.booking(`h${index}`, {
            customer_action_links: { cancel_by_customer: link, reschedule_by_customer: link },
          }),
        ),
        server.booking('z', { customer_action_links: { reschedule_by_customer: elsewhere } }),
      ),
    );
    await overview().getByText('Cut z').waitFor();
    await comesTo(() => overview().getByRole('listitem').getByText('Cancel booking').count(), 0);
    const links = await overview()
      .locator('a')
      .evaluateAll((found) => found.map((link) => (link as { href: string }).href));
    expect(links.filter((href) => !href.startsWith(`${server.url}/`))).toEqual([]);
    expect(links).toContain(`${server.url}/v2/bookings/z/external_action/reschedule_by_customer?signature=s`);
  });

  test('names are text', async () => {
    const html = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
    const { attributes } = server.booking('a') as { attributes: { event_info: object } };
    const event_info = { ...attributes.event_info, what: html, where: html };
    await open(() =>
      list(server.booking('a', { state: html, resource: { name: html }, attributes: { event_info } })),
    );
    await overview().locator('h3').waitFor();
    await comesTo(() => overview().locator('h3').textContent(), html);
    await comesTo(() => overview().locator('img, script').count(), 0);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('what fills more than a page is shown on demand, and stays when the list is asked for again', async () => {
    let asked = 0;
    const windows = new Set<string | null>();
    await open(({ url }) => {
      asked += 1;
      const cursor = url.searchParams.get('cursor');
      windows.add(url.searchParams.get('start'));
      return cursor === null
        ? { body: { data: [server.booking('a')], next_cursor: 'two' } }
        : { body: { data: [server.booking('b')], next_cursor: null } };
    });
    await overview().getByRole('button', { name: 'Show more' }).click();
    await overview().getByText('Cut b').waitFor();
    // A cursor holds for the window that its list was asked with.
    expect(windows.size).toBe(1);
    await focusComesTo(page, 'Cut b');
    await comesTo(() => overview().getByRole('button', { name: 'Show more' }).count(), 0);
    const before = asked;
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    while (asked < before + 2) await page.waitForTimeout(20);
    await comesTo(() => overview().locator('h3').allTextContents(), ['Cut a', 'Cut b']);
  });

  test('what the page knows already stands there until the list does', async () => {
    let answer: (value: ScriptedAnswer) => void = () => undefined;
    server.content = '<p slot="loading">Known before</p>';
    await open(() => new Promise((resolve) => (answer = resolve)));
    await page.getByText('Known before').waitFor();
    await comesTo(() => overview().locator('.skeleton').isVisible(), false);
    answer(list(server.booking('a')));
    await overview().getByText('Cut a').waitFor();
    await comesTo(() => page.getByText('Known before').isVisible(), false);
  });

  test('an undo goes when its time is over, and the focus does not get lost', async () => {
    await open(({ method }) => {
      const called = { state: 'cancelled_by_customer', customer_action_links: {} };
      if (method !== 'POST') return list(server.booking('a'));
      const undo = { url: `${server.url}/v2/bookings/a/external_action/undo?signature=u.n.d` };
      const expires_at = new Date(Date.now() + 4_000).toISOString();
      return { body: { data: server.booking('a', called), undo: { ...undo, expires_at } } };
    });
    await overview().getByRole('button', { name: 'Cancel booking' }).click();
    await overview().getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    const undo = overview().getByRole('button', { name: 'Undo the cancellation' });
    await undo.waitFor();
    await focusComesTo(page, 'Undo the cancellation');
    await undo.waitFor({ state: 'detached' });
    await focusComesTo(page, 'Cut a');
  });

  test('the module may be loaded twice', async () => {
    const errors: string[] = [];
    await open(() => list(server.booking('a')));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.evaluate(`import('/overview.js?again')`);
    await overview().getByText('Cut a').waitFor();
    expect(errors).toEqual([]);
  });

  test('the theme that the page chooses wins over the system’s', async () => {
    server.attributes += ' theme="dark"';
    await open(() => list());
    await page.emulateMedia({ colorScheme: 'light' });
    const ground = () =>
      page.evaluate(`getComputedStyle(document.querySelector('booking-overview')).backgroundColor`);
    expect(await ground()).toBe('rgb(17, 22, 28)');
    await page.evaluate(`document.querySelector('booking-overview').theme = 'light'`);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });
});
