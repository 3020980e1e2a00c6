import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startBrowser } from './browser.mjs';
import { startDeviceExample, type MerchantExample } from './merchant-example.js';
import { startRelay, type Relay } from './relay.js';
import { startTestServer, type TestServer } from './test-server.js';

/** What does not come in this time does not come; the test says then what it waited for. */
const patienceMs = 30_000;

export interface DeviceDesk {
  readonly page: Page;
  /** Method and address of all requests so far. */
  readonly requests: readonly string[];
  /** What the browser complained of: scripts that failed, and what a policy forbade. */
  readonly complaints: readonly string[];
}

/** A server behind an address that does not change, the example site on another origin, and a browser. */
export class DeviceHouse {
  private constructor(
    readonly server: TestServer,
    readonly relay: Relay,
    readonly tenant: BuiltTenant,
    readonly site: MerchantExample,
    readonly browser: Browser,
  ) {}

  static async open(
    settings: Partial<TenantSettings> = {},
    environment: { readonly server?: Record<string, string>; readonly site?: Record<string, string> } = {},
  ): Promise<DeviceHouse> {
    const relay = await startRelay();
    const server = await startTestServer({ PUBLIC_URL: relay.url, ...environment.server });
    relay.forwardTo(server.url);
    const tenant = await buildTenant(server, { settings });
    const site = await startDeviceExample(relay.url, tenant, environment.site);
    return new DeviceHouse(server, relay, tenant, site, await startBrowser());
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.site.close();
    await this.relay.close();
    await this.server.close();
  }

  /** A browser of its own, on the site's login page. */
  async sit(options: BrowserContextOptions = {}): Promise<DeviceDesk> {
    const context = await this.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(this.site.url);
    return { page, requests, complaints };
  }

  /** A browser of its own in which somebody is logged in. */
  async logIn(user: string, options: BrowserContextOptions = {}): Promise<DeviceDesk> {
    const desk = await this.sit(options);
    await desk.page.getByLabel('Name').fill(user);
    await desk.page.getByRole('button', { name: 'Log in' }).click();
    await desk.page.getByRole('heading', { name: 'Your devices' }).waitFor();
    return desk;
  }

  /** What the merchant's server is told of the user's devices. */
  async attachedIds(user: string): Promise<string[]> {
    const answer = await this.server.request(`/v2/access/user/${encodeURIComponent(user)}/attached_devices`, {
      basic: this.tenant.secret,
    });
    if (answer.status !== 200) throw new Error(`The devices were answered ${answer.status}: ${answer.text}`);
    return (answer.body as { id: string }[]).map(({ id }) => id);
  }

  /** What the merchant's server does when it logs a device out. */
  async detach(user: string, device: string): Promise<void> {
    const answer = await this.server.request('/v2/access/detach', {
      method: 'POST',
      basic: this.tenant.secret,
      body: { user, device },
    });
    if (answer.status !== 200) throw new Error(`Detaching was answered ${answer.status}: ${answer.text}`);
  }
}
