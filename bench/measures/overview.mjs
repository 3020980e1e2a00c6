import { createSecretKey } from 'node:crypto';
import { startBrowser } from '../../test/support/browser.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';
import { signToken } from '../lib/tokens.mjs';

const bookings = 10_000;
const perCustomer = 20;
const email = 'overview@example.com';
const group = `The overview in a browser: ${perCustomer} bookings of ${bookings.toLocaleString('en-US')}`;

/**
 * From the first byte of the page to the frame that shows the list, in a browser that has nothing of it yet.
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureOverview({ directory, rounds, say }) {
  const product = new Party(new URL('../targets/bookings.mjs', import.meta.url));
  const browser = await startBrowser();
  try {
    say(`SQLite: ${bookings} bookings …`);
    const databaseUrl = `sqlite:${directory}/overview.sqlite`;
    const { url, key } = await product.ask('start', { databaseUrl, bookings });
    for (let index = 1; index <= perCustomer; index += 1) await book(url, key, index);
    const times = [];
    // The first round warms up.
    for (let round = -1; round < rounds; round += 1) {
      const took = await onceListed(browser, hostedPage(url, key));
      if (round >= 0) times.push(took);
    }
    const sorted = times.toSorted((one, other) => one - other);
    const slowest = Math.round(sorted.at(-1));
    return [
      row(group, 'SQLite: first byte of the page → list painted', Math.round(median(times)), 'ms', {
        target: { most: 300 },
        remark: `slowest of ${rounds}: ${slowest} ms; empty cache, headless Chromium on the server's own machine`,
      }),
    ];
  } finally {
    await browser.close();
    await product.end();
  }
}

/** One coming booking that can be cancelled and moved. */
async function book(url, key, inDays) {
  const start = Date.now() + inDays * 86_400_000;
  const times = { start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() };
  const response = await fetch(`${url}/v2/bookings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...times, graph: 'instant', what: 'Haircut', customer: { name: 'Ann', email } }),
  });
  if (response.status !== 201) throw new Error(`The booking was answered ${response.status}.`);
}

function hostedPage(url, key) {
  const claims = { app_slug: 'bench', 'customer.email': email };
  const signed = signToken('HS256', createSecretKey(Buffer.from(key)), {}, claims);
  const fragment = new URLSearchParams({ search: `customer.email:${email}`, signed_search: signed });
  return `${url}/overview/bench#${fragment}`;
}

async function onceListed(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    const times = page.locator('booking-overview time');
    await times.nth(perCustomer - 1).waitFor();
    const shown = await times.count();
    if (shown !== perCustomer) throw new Error(`The overview listed ${shown} bookings.`);
    // The mark follows the frame that shows the list; the page's policy lets no predicate of ours be compiled in it.
    for (;;) {
      const took = await page.evaluate(
        `performance.getEntriesByName('overview-listed')[0]?.startTime - performance.getEntriesByType('navigation')[0].responseStart`,
      );
      if (Number.isFinite(took)) return took;
      await page.waitForTimeout(10);
    }
  } finally {
    await context.close();
  }
}
