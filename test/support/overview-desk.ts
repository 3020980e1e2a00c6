import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import type { Resource } from '../../src/resources/resource.entity.js';
import { buildResource } from '../builders/resources.js';
import { signedSearchToken, type SigningOptions } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startBrowser } from './browser.mjs';
import { comesTo } from './comes-to.js';
import { startRelay, type Relay } from './relay.js';
import { startTestServer, type TestServer } from './test-server.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What does not come in this time does not come; the test says then what it waited for. */
const patienceMs = 30_000;

/** A page in a browser of its own, and everything it asked for. */
export interface Desk {
  readonly page: Page;
  readonly overview: Locator;
  /** Addresses of all requests so far. */
  readonly requests: readonly string[];
  /** What the browser complained of: scripts that failed, and what a policy forbade. */
  readonly complaints: readonly string[];
}

/** A booking server behind an address that does not change, a merchant with somebody to book, and a browser. */
export class OverviewHouse {
  private constructor(
    readonly server: TestServer,
    readonly relay: Relay,
    readonly tenant: BuiltTenant,
    readonly resource: Resource,
    readonly browser: Browser,
  ) {}

  static async open(settings: Partial<TenantSettings> = {}): Promise<OverviewHouse> {
    const relay = await startRelay();
    const server = await startTestServer({ PUBLIC_URL: relay.url });
    relay.forwardTo(server.url);
    const tenant = await buildTenant(server, { settings });
    const resource = await buildResource(server, tenant, { name: 'Ann <b>Barber</b>' });
    return new OverviewHouse(server, relay, tenant, resource, await startBrowser());
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.relay.close();
    await this.server.close();
  }

  /** An appointment made by the merchant's server; answers its id. */
  async book(email: string, what: string | null, start: string, more: object = {}): Promise<string> {
    const end = new Date(Date.parse(start) + 1_800_000).toISOString();
    const answer = await this.server.request('/v2/bookings', {
      method: 'POST',
      basic: this.tenant.secret,
      body: {
        resource_id: this.resource.id,
        graph: 'instant',
        start,
        end,
        what,
        customer: { name: 'C', email },
        ...more,
      },
    });
    if (answer.status !== 201) throw new Error(`The booking was answered ${answer.status}: ${answer.text}`);
    return answer.body.data.id as string;
  }

  async stateOf(id: string): Promise<string> {
    const answer = await this.server.request(`/v2/bookings/${id}`, { basic: this.tenant.secret });
    return answer.body.data.state as string;
  }

  /** What the merchant's server does with a booking. */
  async act(id: string, action: string): Promise<void> {
    await this.server.request(`/v2/bookings/${id}/${action}`, {
      method: 'PUT',
      basic: this.tenant.secret,
      body: {},
    });
  }

  /** The hosted page's address with the customer's token in its fragment. */
  hosted(email: string, options: SigningOptions = {}): string {
    const token = signedSearchToken(this.tenant, { 'customer.email': email }, options);
    const fragment = new URLSearchParams({ search: `customer.email:${email}`, signed_search: token });
    return `${this.relay.url}/overview/${this.tenant.slug}#${fragment.toString()}`;
  }

  async sit(address: string, options: BrowserContextOptions = {}): Promise<Desk> {
    const context = await this.browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Copenhagen',
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(address);
    return { page, overview: page.locator('booking-overview'), requests, complaints };
  }
}

/** What axe finds wrong with the whole page, shadow roots included; by evaluation, because the page's policy lets no script in. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
       violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + JSON.stringify(target) + ' ' + failureSummary)))`,
  );
}

/** By how much the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

/** Text of what has the focus within the page's overview; undefined where nothing has. */
export const focusedOn = (page: Page): Promise<string | undefined> =>
  page.evaluate<string | undefined>(
    `document.querySelector('booking-overview').shadowRoot.activeElement?.textContent.trim()`,
  );

/** The focus comes a moment after what it goes to. */
export const focusComesTo = (page: Page, text: string): Promise<void> => comesTo(() => focusedOn(page), text);
