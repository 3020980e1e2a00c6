import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../test/support/browser.mjs';
import { freePort } from '../test/support/free-port.mjs';
import { build, giveUp, node, root, say } from './setup.mjs';

const pictures = join(root, 'docs', 'images');
const largest = 150_000;
const customer = 'carla@example.com';

if (!build()) giveUp('The build failed: see above.');
const directory = mkdtempSync(join(tmpdir(), 'countersign-screenshots-'));
try {
  await takePictures();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function takePictures() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: `sqlite:${join(directory, 'demo.sqlite')}`,
    COUNTERSIGN_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const cli = join(root, 'dist', 'cli.js');
  const quiet = { env, stdio: ['ignore', 'ignore', 2] };
  if (!node([cli, 'migrate'], quiet) || !node([cli, 'seed', '--demo'], quiet)) giveUp('No demo tenant.');
  const server = spawn(process.execPath, [cli, 'serve', '--ready-commands'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 2],
  });
  const browser = await startBrowser();
  try {
    const key = await serverKey(server);
    const links = await appointmentLinks(url, key);
    await photograph(browser, { overview: overviewAddress(url, key), search: `${url}/search/demo` }, links);
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('close', resolve));
  }
}

/** The demo tenant's server key, as the ready commands print it; they are printed once the server listens. */
function serverKey(server) {
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stdout.on('data', (data) => {
      printed += data;
      const key = /curl -s -u ':([^']+)'/.exec(printed)?.[1];
      if (key !== undefined && /Countersign listens/.test(printed)) resolve(key);
    });
    server.once('close', () => reject(new Error('The server ended before it listened.')));
  });
}

/** Links of the customer's next appointment; the demo has made some of every kind. */
async function appointmentLinks(url, key) {
  const ask = async (path, options = {}) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { headers, ...options });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()).data;
  };
  const search = encodeURIComponent(`customer.email:${customer};state:confirmed;graph:instant`);
  const start = encodeURIComponent(new Date().toISOString());
  const [{ id }] = await ask(`/v2/bookings?search=${search}&start=${start}&orderBy=start&sortedBy=asc`);
  const link = async (action) =>
    (await ask(`/v2/bookings/${id}/action-links`, { method: 'POST', body: JSON.stringify({ action }) })).url;
  return { cancel: await link('cancel_by_customer'), move: await link('reschedule_by_customer') };
}

function overviewAddress(url, key) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ app_slug: 'demo', 'customer.email': customer })}`;
  const token = `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  const fragment = new URLSearchParams({ search: `customer.email:${customer}`, signed_search: token });
  return `${url}/overview/demo#${fragment}`;
}

async function photograph(browser, { overview, search }, links) {
  mkdirSync(pictures, { recursive: true });
  const listed = (page) => page.locator('booking-overview li').first().waitFor();
  const asked = async (page) => {
    await listed(page);
    await page.locator('booking-overview li').getByRole('button', { name: 'Cancel booking' }).first().click();
    await page.locator('booking-overview').getByRole('dialog').waitFor();
  };
  const result = (page) => page.locator('booking-search').getByRole('listitem').first();
  const found = (page) => result(page).getByRole('button').first().waitFor();
  const chosen = async (page) => {
    const heading = page.getByRole('heading', { name: 'Hair colour' });
    const colour = page.locator('booking-search').getByRole('listitem').filter({ has: heading });
    await colour.getByRole('button').first().click();
    await page.locator('booking-search').getByLabel('Name').fill('Carla Customer');
  };
  const opened = async (page) => {
    await page.locator('booking-search').getByRole('searchbox').fill('beard');
    await page.locator('booking-search').getByText('2 results').waitFor();
    await result(page).getByRole('button', { name: 'More times' }).click();
    await result(page).getByRole('heading', { level: 3 }).first().waitFor();
  };
  for (const [name, address, [width, height], colorScheme, prepare] of [
    ['overview-desk', overview, [760, 860], 'light', listed],
    ['overview-phone', overview, [320, 860], 'light', listed],
    ['overview-dark', overview, [420, 860], 'dark', asked],
    ['action-page', links.cancel, [640, 640], 'light', () => undefined],
    ['reschedule-page', links.move, [320, 860], 'light', () => undefined],
    ['search-desk', search, [760, 860], 'light', found],
    ['search-phone', search, [320, 760], 'light', chosen],
    ['search-dark', search, [420, 860], 'dark', opened],
  ]) {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Europe/Copenhagen',
    });
    await page.goto(address);
    await prepare(page);
    const path = join(pictures, `${name}.png`);
    await page.screenshot({ path });
    await page.close();
    const { size } = statSync(path);
    if (size > largest) throw new Error(`${name}.png has ${size} bytes, more than ${largest}.`);
    say(`docs/images/${name}.png, ${Math.round(size / 1000)} kB`);
  }
}
