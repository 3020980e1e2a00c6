import type { BrowserContextOptions, Locator } from 'playwright-core';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { OverviewHouse, type Desk } from './overview-desk.js';

interface ShownBooking {
  readonly resource: { readonly id: string };
  readonly attributes: { readonly event_info: { readonly start: string } };
}

/** A merchant with something to find, made as the merchant's server makes it, so that the index knows of it. */
export class SearchHouse {
  private constructor(
    readonly house: OverviewHouse,
    /** Ids by name. */
    readonly ids: ReadonlyMap<string, string>,
  ) {}

  static async open(settings: Partial<TenantSettings> = {}): Promise<SearchHouse> {
    const house = await OverviewHouse.open(settings);
    const ids = new Map<string, string>();
    const post = async (path: string, body: object): Promise<string> => {
      const answer = await house.server.request(path, { method: 'POST', basic: house.tenant.secret, body });
      if (answer.status !== 201) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
      return answer.body.data.id as string;
    };
    const ben = await post('/v2/resources', {
      name: 'Ben',
      timezone: 'Europe/Copenhagen',
      description: 'Beards and wet shaves',
      tags: ['barber', 'beard'],
    });
    ids.set('Ben', ben);
    ids.set(
      'Beard trim',
      await post('/v2/projects', {
        name: 'Beard trim',
        slug: 'beard-trim',
        description: 'With a hot towel <b>and a smile</b>',
        resources: [ben],
        availability: { length: '30 minutes' },
        booking: { graph: 'instant', what: 'Beard trim', where: 'High Street' },
        customer_fields: { comment: { title: 'Allergies?', format: 'textarea', required: true } },
      }),
    );
    for (const key of ['hosted', 'shop'])
      await post('/v2/search-experiences', { key, types: ['projects', 'resources'] });
    return new SearchHouse(house, ids);
  }

  get hosted(): string {
    return `${this.house.relay.url}/search/${this.house.tenant.slug}`;
  }

  /** What a merchant's page generator mints for the search of `shop`. */
  token(claims: Readonly<Record<string, unknown>> = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    return mintedToken(this.house.tenant, '/v2/search', { exp, query: { experienceKey: 'shop' }, ...claims });
  }

  async sit(
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Omit<Desk, 'overview'> & { readonly search: Locator }> {
    const { overview: _, ...desk } = await this.house.sit(address, options);
    return { ...desk, search: desk.page.locator('booking-search') };
  }

  /** All bookings, as the merchant's server sees them. */
  async bookings(): Promise<readonly ShownBooking[]> {
    const answer = await this.house.server.request('/v2/bookings', { basic: this.house.tenant.secret });
    return answer.body.data as ShownBooking[];
  }

  close(): Promise<void> {
    return this.house.close();
  }
}
