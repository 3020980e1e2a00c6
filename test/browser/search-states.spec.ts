import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.mjs';
import { comesTo } from '../support/comes-to.js';
import { overflowOf, violationsOn } from '../support/overview-desk.js';
import type { ScriptedAnswer } from '../support/scripted-backend.js';
import {
  found,
  problem,
  projectOf,
  ScriptedSearch,
  slotAt,
  type SearchScript,
} from '../support/scripted-search.js';

let server: ScriptedSearch;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await new ScriptedSearch().start();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  await context.close();
  server.attributes = 'token="a.b.c" widget-key="w"';
});

async function open(script: Partial<SearchScript> = {}): Promise<void> {
  server.play(script);
  context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Copenhagen',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  complaints = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy|Uncaught/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.url);
}

const search = () => page.locator('booking-search');
const box = () => search().getByRole('searchbox', { name: 'What would you like to book?' });
const never = () => new Promise<ScriptedAnswer>(() => undefined);
const askedFor = (pathname: string) => server.asked.filter(({ url }) => url.pathname === pathname);
const inputs = () => askedFor('/v2/search').map(({ url }) => url.searchParams.get('input'));
/** Text of what has the focus within the component. */
const focused = () =>
  page.evaluate(`(() => {
    const { activeElement } = document.querySelector('booking-search').shadowRoot;
    return activeElement && (activeElement.textContent.trim() || activeElement.id);
  })()`);
const moment = () => search().getByRole('listitem').first().getByRole('button').first();

async function toForm(): Promise<void> {
  await moment().click();
  await search().getByLabel('Name').waitFor();
}

async function fillIn(name = 'Ann', email = 'ann@example.com'): Promise<void> {
  await search().getByLabel('Name').fill(name);
  await search().getByLabel('E-mail').fill(email);
  await search().getByRole('button', { name: 'Book' }).click();
}

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
  test('searching for the first time', async () => {
    await open({ search: never });
    await search().locator('.skeleton').waitFor();
    await comesTo(() => search().getByRole('status').textContent(), 'Searching …');
    await expectReadable();
  });

  test('results with their next free time', async () => {
    await open({
      search: () =>
        found(
          [
            projectOf('Haircut', { tags: ['hair', 'short'] }),
            projectOf('Perm', { next_slot: null }),
            { type: 'resource', id: 'r', name: 'Ann', description: null, tags: [], next_slot: slotAt(3) },
          ],
          90,
        ),
    });
    await search().getByText('90 results').waitFor();
    await comesTo(() => search().getByRole('listitem').count(), 3);
    await comesTo(() => search().getByText('What a Haircut is').count(), 1);
    await comesTo(() => search().getByText('hair · short').count(), 1);
    await comesTo(() => search().getByText('With Ann').count(), 1);
    await comesTo(() => search().getByText('Nothing is free in the next four weeks.').count(), 1);
    await comesTo(() => search().getByText('Central European Time (Europe/Copenhagen)').count(), 1);
    await expectReadable();
  });

  test('nothing found', async () => {
    await open({ search: () => found([]) });
    await search().getByRole('heading', { name: 'Nothing was found' }).waitFor();
    await expectReadable();
  });

  test('more times of a result, by day', async () => {
    await open();
    await search().getByRole('button', { name: 'More times' }).first().click();
    await search().getByRole('heading', { level: 3 }).first().waitFor();
    await comesTo(() => search().getByRole('heading', { level: 3 }).count(), 2);
    await comesTo(() => search().getByRole('button', { name: '10:00', exact: true }).count(), 2);
    await comesTo(focused, 'Haircut');
    await expectReadable();
  });

  test('the form, with everything that a project may ask for, and with faults', async () => {
    const customer_fields = {
      name: { title: 'Name', required: true },
      email: { title: 'E-mail', format: 'email', required: true },
      phone: { title: 'Telephone', format: 'tel' },
      comment: { title: 'Anything else?', format: 'textarea' },
      style: { title: 'Style', format: 'select', enum: ['Short', 'Long'], required: true },
      terms: { title: 'I agree to the terms', format: 'checkbox', required: true },
    };
    await open({ project: () => ({ body: { data: { customer_fields } } }) });
    await toForm();
    await expectReadable();
    await fillIn('', 'nobody');
    await comesTo(() => search().getByText('Please fill this in.').count(), 3);
    await comesTo(() => search().getByText('Please enter an e-mail address.').count(), 1);
    await comesTo(focused, 'field-0');
    expect(askedFor('/v2/bookings')).toEqual([]);
    await expectReadable();
    await search().getByLabel('Style').selectOption('Long');
    await search().getByLabel('I agree to the terms').check();
    await search().getByLabel('Telephone (optional)').fill('+45 1');
    await fillIn();
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
    expect((askedFor('/v2/bookings')[0]?.body as { customer: object }).customer).toEqual({
      name: 'Ann',
      email: 'ann@example.com',
      phone: '+45 1',
      style: 'Long',
      terms: true,
      timezone: 'Europe/Copenhagen',
    });
  });

  test('booked', async () => {
    await open();
    await toForm();
    await fillIn();
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
    await comesTo(focused, 'You are booked');
    for (const text of ['Haircut', '1 High Street', 'Confirmed', 'Ann'])
      await search().getByRole('definition').filter({ hasText: text }).first().waitFor();
    await expectReadable();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      search().getByRole('button', { name: 'Download calendar file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('booking.ics');
    await search().getByRole('button', { name: 'Book something else' }).click();
    await box().waitFor();
    expect(complaints).toEqual([]);
  });

  test('not confirmed yet', async () => {
    const { start, end } = slotAt(0);
    const data = { id: 'b', state: 'tentative', attributes: { event_info: { start, end } } };
    await open({ book: () => ({ status: 201, body: { data } }) });
    await toForm();
    await fillIn();
    await search().getByRole('heading', { name: 'Your booking is not complete yet' }).waitFor();
    await comesTo(() => search().getByRole('button', { name: 'Download calendar file' }).count(), 0);
    await expectReadable();
  });

  test.each([
    [
      'a token whose time is over',
      problem(401, 'token_expired'),
      'This page has been open for too long',
      false,
    ],
    ['a token that does not work', problem(401, 'token_rejected'), 'This search no longer works', false],
    ['an experience that is gone', problem(404, 'not_found'), 'This search no longer works', false],
    ['a page that may not ask', problem(403, 'origin_not_allowed'), 'This search no longer works', false],
    ['a database that is away', problem(503, 'database_unavailable'), 'The search cannot be reached', true],
    ['an answer that is none', { body: '<html>' }, 'The search did not work', true],
  ])('%s', async (_, answer, heading, canRetry) => {
    await open({ search: () => answer });
    await search().getByRole('alert').getByRole('heading', { name: heading }).waitFor();
    await comesTo(() => search().getByRole('button', { name: 'Try again' }).count(), canRetry ? 1 : 0);
    await expectReadable();
  });

  test('too many requests say when to try again, and one more click does it', async () => {
    let isBusy = true;
    const busy = { ...problem(429, 'rate_limited'), headers: { 'Retry-After': '7' } };
    await open({ search: () => (isBusy ? busy : found([projectOf('Haircut')])) });
    await search().getByText('Please try again in 7 seconds.').waitFor();
    await expectReadable();
    isBusy = false;
    await search().getByRole('button', { name: 'Try again' }).click();
    await search().getByText('1 result').waitFor();
    await comesTo(() => search().getByRole('alert').count(), 0);
  });

  test('nothing to ask with', async () => {
    server.attributes = '';
    await open();
    await search().getByRole('heading', { name: 'This search is not set up yet' }).waitFor();
    expect(server.asked).toEqual([]);
    await expectReadable();
  });
});

describe('searching while somebody types', () => {
  test('waits until the typing rests', async () => {
    await open();
    await search().getByText('2 results').waitFor();
    // Within one turn of the page, so that no key comes after a rest however busy the machine is.
    await page.evaluate(`{
      const field = document.querySelector('booking-search').shadowRoot.querySelector('[type=search]');
      for (let length = 1; length <= 'haircut'.length; length += 1) {
        field.value = 'haircut'.slice(0, length);
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      }
    }`);
    await comesTo(async () => inputs(), ['', 'haircut']);
    await page.waitForTimeout(400);
    expect(inputs()).toEqual(['', 'haircut']);
  });

  test('shows no answer to what stood there before, however late it comes', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await open({
      search: async (input) => {
        if (input === 'slow') await held;
        return found([projectOf(input === '' ? 'Everything' : input)]);
      },
    });
    await search().getByText('Everything', { exact: true }).waitFor();
    await box().fill('slow');
    await comesTo(async () => inputs(), ['', 'slow']);
    await box().fill('quick');
    await search().getByRole('heading', { name: 'quick' }).waitFor();
    release();
    await page.waitForTimeout(300);
    await comesTo(() => search().getByRole('heading', { level: 2 }).allTextContents(), ['quick']);
    expect(inputs()).toEqual(['', 'slow', 'quick']);
  });

  test('Enter asks at once, and any text is text', async () => {
    await open();
    const text = '"OR 1=1;--" <b>& %_*:';
    await box().fill(text);
    await box().press('Enter');
    await comesTo(async () => inputs().at(-1), text);
    expect(complaints).toEqual([]);
  });

  test('names and descriptions that are HTML are shown as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    await open({ search: () => found([projectOf(name, { id: 'x', description: '<b>bold</b>' })]) });
    await search().getByRole('heading', { name }).waitFor();
    await comesTo(() => search().locator('img, b').count(), 0);
    expect(complaints).toEqual([]);
  });

  test('shows further pages, each result once', async () => {
    await open({
      search: (_, { url }) =>
        url.searchParams.get('page') === '2'
          ? found([projectOf('Two'), projectOf('Three')], 3)
          : found([projectOf('One'), projectOf('Two')], 3),
    });
    await search().getByRole('button', { name: 'Show more' }).click();
    await search().getByRole('heading', { name: 'Three' }).waitFor();
    await comesTo(
      () => search().getByRole('heading', { level: 2 }).allTextContents(),
      ['One', 'Two', 'Three'],
    );
    await comesTo(focused, 'Three');
  });
});

describe('what is sent', () => {
  test('the token finds, the widget key books, and neither goes anywhere else', async () => {
    await open();
    await toForm();
    await fillIn();
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
    const basic = `Basic ${Buffer.from(':w').toString('base64')}`;
    const sent = server.asked.map(({ url, headers }) => [
      url.pathname,
      headers.authorization,
      headers.cookie,
    ]);
    expect(new Set(sent.map((one) => JSON.stringify(one)))).toEqual(
      new Set(
        [
          ['/v2/search', 'Bearer a.b.c', undefined],
          ['/v2/projects/embed/id-Haircut', basic, undefined],
          ['/v2/bookings', basic, undefined],
        ].map((one) => JSON.stringify(one)),
      ),
    );
    expect(server.asked.every(({ url, headers }) => !url.href.includes('a.b.c') && !headers.referer)).toBe(
      true,
    );
    const { start, end } = slotAt(0);
    expect(askedFor('/v2/bookings')[0]?.body).toEqual({
      project_id: 'id-Haircut',
      start,
      end,
      customer: { name: 'Ann', email: 'ann@example.com', timezone: 'Europe/Copenhagen' },
    });
  });

  test('a widget key alone searches too, by the experience that the page names', async () => {
    server.attributes = 'widget-key="w" experience="shop"';
    await open();
    await search().getByText('2 results').waitFor();
    const [{ url, headers } = { url: new URL('x:'), headers: {} }] = askedFor('/v2/search');
    expect(url.searchParams.get('experienceKey')).toBe('shop');
    expect(headers.authorization).toMatch(/^Basic /);
  });

  test('a token alone finds, and nothing can be booked', async () => {
    server.attributes = 'token="a.b.c"';
    await open();
    await search().getByText('2 results').waitFor();
    await comesTo(() => search().getByText('Next free time:').count(), 2);
    await comesTo(() => search().getByRole('listitem').getByRole('button').count(), 0);
  });

  test('a booking whose answer was lost is sent again under the same key, and a changed one under another', async () => {
    let calls = 0;
    const lost = { status: 503, body: {} };
    await open({
      book: () =>
        (calls += 1) < 4 ? lost : problem(422, 'validation_failed', { errors: { 'customer.email': ['x'] } }),
    });
    await toForm();
    await fillIn();
    await search().getByText('No answer came.').waitFor();
    await search().getByRole('button', { name: 'Book' }).click();
    await search().getByRole('button', { name: 'Book', disabled: false }).waitFor();
    await fillIn('Another');
    await search().getByRole('button', { name: 'Book', disabled: false }).waitFor();
    await search().getByRole('button', { name: 'Book' }).click();
    await search().getByText('Please check this.').waitFor();
    const keys = askedFor('/v2/bookings').map(({ headers }) => headers['idempotency-key']);
    expect(keys.length).toBe(4);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect([keys[1], keys[2] === keys[0], keys[3]]).toEqual([keys[0], false, keys[2]]);
  });

  test('a time that somebody else has taken says so, shows the next ones, and keeps what was typed', async () => {
    let calls = 0;
    await open({
      book: () =>
        (calls += 1) === 1
          ? problem(409, 'slot_taken')
          : {
              status: 201,
              body: { data: { id: 'b', state: 'confirmed', attributes: { event_info: slotAt(1) } } },
            },
      times: () => ({ body: { data: [slotAt(1), slotAt(2)] } }),
    });
    await toForm();
    await fillIn('Ann', 'ann@example.com');
    await search().getByText('This time has just been taken').waitFor();
    await search().getByRole('button', { name: '11:00' }).waitFor();
    await comesTo(() => search().getByRole('alert').count(), 1);
    await expectReadable();
    await search().getByRole('button', { name: '11:00' }).click();
    await search().getByLabel('Name').waitFor();
    await comesTo(() => search().getByLabel('E-mail').inputValue(), 'ann@example.com');
    await search().getByRole('button', { name: 'Book' }).click();
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
  });

  test('a fresh token is used from then on, and nobody’s form is lost', async () => {
    await open({
      search: (_, { headers }) =>
        headers.authorization === 'Bearer a.b.c' ? found([projectOf('Old')]) : found([projectOf('New')]),
    });
    await search().getByRole('heading', { name: 'Old' }).waitFor();
    await moment().click();
    await search().getByLabel('Name').fill('Ann');
    await page.evaluate(`document.querySelector('booking-search').token = 'd.e.f'`);
    await page.waitForTimeout(300);
    await comesTo(() => search().getByLabel('Name').inputValue(), 'Ann');
    await search().getByRole('button', { name: 'Back' }).click();
    await box().fill('n');
    await search().getByRole('heading', { name: 'New' }).waitFor();
  });

  test('a page that gives a fresh token for one whose time is over goes on by itself', async () => {
    await open({
      search: (_, { headers }) =>
        headers.authorization === 'Bearer a.b.c' ? problem(401, 'token_expired') : found([projectOf('New')]),
    });
    await search().getByRole('heading', { name: 'This page has been open for too long' }).waitFor();
    await page.evaluate(`document.querySelector('booking-search').setAttribute('token', 'd.e.f')`);
    await search().getByRole('heading', { name: 'New' }).waitFor();
    await comesTo(() => search().getByRole('alert').count(), 0);
  });

  test('times of somebody who is booked together with others are asked for all of them; who has seats alone has none', async () => {
    const resources = [
      { id: 'r1', name: 'Ann' },
      { id: 'r2', name: 'Room' },
    ];
    const next_slot = { ...slotAt(0), resources, project_id: 'p' };
    await open({
      search: () =>
        found([
          { type: 'resource', id: 'r1', name: 'Ann', next_slot },
          projectOf('Yoga', { next_slot: null, availability_error: 'seats' }),
        ]),
    });
    await search().getByText('2 results').waitFor();
    await comesTo(() => search().getByText('Nothing is free').count(), 0);
    await search().getByRole('button', { name: 'More times' }).click();
    await search().getByRole('heading', { level: 3 }).first().waitFor();
    expect(askedFor('/v2/availability')[0]?.body).toMatchObject({ project_id: 'p', resources: ['r1', 'r2'] });
  });

  test('events tell the page what was chosen and booked; a page that prevents the first books by itself', async () => {
    await open();
    await search().getByText('2 results').waitFor();
    await page.evaluate(`(() => {
      window.told = [];
      window.stop = true;
      for (const name of ['slot-chosen', 'booking-created'])
        document.addEventListener(name, (event) => {
          window.told.push([name, event.detail]);
          if (window.stop) event.preventDefault();
        });
    })()`);
    await moment().click();
    await comesTo(() => search().getByLabel('Name').count(), 0);
    await page.evaluate('window.stop = false');
    await toForm();
    await fillIn();
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
    const { start, end } = slotAt(0);
    const chosen = {
      type: 'project',
      id: 'id-Haircut',
      project_id: 'id-Haircut',
      resource_id: null,
      start,
      end,
    };
    expect(await page.evaluate('window.told')).toEqual([
      ['slot-chosen', chosen],
      ['slot-chosen', chosen],
      ['booking-created', { id: 'b1', state: 'confirmed', start }],
    ]);
  });
});

describe('the keyboard', () => {
  test('finds and books without a mouse', async () => {
    await open();
    await search().getByText('2 results').waitFor();
    await box().focus();
    await page.keyboard.type('hair');
    await page.keyboard.press('Enter');
    await comesTo(async () => inputs().at(-1), 'hair');
    await page.waitForTimeout(300);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await search().getByLabel('Name').waitFor();
    await comesTo(focused, 'Haircut');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ann');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ann@example.com');
    await page.keyboard.press('Enter');
    await search().getByRole('heading', { name: 'You are booked' }).waitFor();
    await comesTo(focused, 'You are booked');
  });

  test('going back leaves the focus on the result', async () => {
    await open();
    await toForm();
    await search().getByRole('button', { name: 'Back' }).click();
    await box().waitFor();
    await comesTo(focused, 'Haircut');
  });
});

describe('the language', () => {
  test.each([
    ['de', 'Was möchten Sie buchen?'],
    ['fr-CA', 'Que souhaitez-vous réserver ?'],
    ['es', '¿Qué desea reservar?'],
    ['da', 'Hvad vil du booke?'],
    ['nl', 'What would you like to book?'],
  ])('%s asks “%s”', async (lang, label) => {
    server.attributes += ` lang="${lang}"`;
    await open();
    await search().getByLabel(label).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });
});
