import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.mjs';
import { comesTo } from '../support/comes-to.js';
import { ScriptedBookings } from '../support/scripted-bookings.js';

const token = 'app-slug="shop" search="customer.email:a@example.com" signed-search="a.b.c"';

let server: ScriptedBookings;
let browser: Browser;
/** Paths that the component has asked for. */
let asked: string[];

beforeAll(async () => {
  server = await new ScriptedBookings().start();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A page whose component has these attributes beside its token, read by somebody in London. */
async function open(attributes: string): Promise<Page> {
  asked = [];
  server.attributes = `${token} ${attributes}`;
  server.script = ({ url }) => {
    asked.push(url.pathname);
    return { body: { data: [server.booking('a')], next_cursor: null } };
  };
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' });
  const page = await context.newPage();
  await page.goto(server.url);
  return page;
}

describe('the attribute lang', () => {
  test.each([
    ['de', 'Kommende Buchungen', 'de'],
    ['de-AT', 'Kommende Buchungen', 'de'],
    ['FR-ca', 'Réservations à venir', 'fr'],
    ['es', 'Próximas reservas', 'es'],
    ['da-DK', 'Kommende bookinger', 'da'],
    ['nl', 'Coming bookings', 'en'],
    ['de_AT', 'Coming bookings', 'en'],
    ['', 'Coming bookings', 'en'],
  ])('"%s" says %s', async (lang, heading, language) => {
    const page = await open(`lang="${lang}"`);
    await page.getByRole('heading', { name: heading }).waitFor();
    await comesTo(() => page.locator('booking-overview div[lang]').first().getAttribute('lang'), language);
    await page.context().close();
  });
});

describe('the attribute api', () => {
  test('names the backend, whose links and calendar are then used', async () => {
    const page = await open(`api="${server.url}/bookings/"`);
    await page.getByText('Cut a').waitFor();
    expect(new Set(asked)).toEqual(new Set(['/bookings/v2/bookings']));
    for (const name of ['Move booking', 'Add to calendar'])
      expect(await page.getByRole('link', { name }).first().getAttribute('href')).toMatch(
        new RegExp(`^${server.url}/bookings/v2/bookings`),
      );
    await page.context().close();
  });

  test.each(['javascript:alert(1)//', 'data:text/html,x', 'nowhere'])(
    '"%s" is no backend, and nothing is asked',
    async (api) => {
      const page = await open(`api="${api}"`);
      await page.getByText('Your bookings are a link away').waitFor();
      expect(asked).toEqual([]);
      await page.context().close();
    },
  );
});

describe('the merchant’s page', () => {
  test('styles the component by properties and parts, and reaches into its open root', async () => {
    const page = await open('');
    await page.getByText('Cut a').waitFor();
    const seen = await page.evaluate(`(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('booking-overview { --overview-text: rgb(1, 2, 3); } booking-overview::part(title) { letter-spacing: 7px; }');
      document.adoptedStyleSheets = [sheet];
      const { shadowRoot } = document.querySelector('booking-overview');
      const { color, letterSpacing } = getComputedStyle(shadowRoot.querySelector('h3'));
      return [shadowRoot.mode, color, letterSpacing];
    })()`);
    expect(seen).toEqual(['open', 'rgb(1, 2, 3)', '7px']);
    await page.context().close();
  });
});
