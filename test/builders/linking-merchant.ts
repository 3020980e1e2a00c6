import { expect } from '@jest/globals';
import type { Resource } from '../../src/resources/resource.entity.js';
import type { Answer, RequestOptions, TestServer } from '../support/test-server.js';
import { freshHour } from './booking-wishes.js';
import { buildResource } from './resources.js';
import { actionLinkPath, actionLinkToken } from './signed-tokens.js';
import { buildTenant, type BuiltTenant } from './tenancy.js';

/** A merchant who sends action links to customers. */
export interface LinkingMerchant {
  readonly tenant: BuiltTenant;
  readonly resourceId: string;
  /** A request of the merchant's server. */
  readonly app: (path: string, options?: RequestOptions) => Promise<Answer>;
  /** Id of a new booking: a confirmed haircut at an hour of its own unless the members say something else. */
  readonly book: (members?: object) => Promise<string>;
  /** Path and query of a link as the merchant's own library makes it. */
  readonly link: (id: string, action?: string, claims?: Readonly<Record<string, unknown>>) => string;
  readonly booking: (id: string, include?: string) => Promise<Answer['body']>;
  readonly stateOf: (id: string) => Promise<string>;
  /** What touched the links of the booking, the oldest first. */
  readonly touchesOf: (id: string) => Promise<Record<string, unknown>[]>;
}

export async function buildLinkingMerchant(
  server: TestServer,
  options: Parameters<typeof buildTenant>[1] = {},
  resource: Partial<Resource> = {},
): Promise<LinkingMerchant> {
  const tenant = await buildTenant(server, options);
  const { id: resourceId } = await buildResource(server, tenant, { name: 'Ann Andersen', ...resource });
  const app: LinkingMerchant['app'] = (path, request = {}) =>
    server.request(path, { basic: tenant.secret, ...request });
  const booking: LinkingMerchant['booking'] = async (id, include = '') =>
    (await app(`/v2/bookings/${id}?include=${include}`)).body.data;
  return {
    tenant,
    resourceId,
    app,
    booking,
    book: async (members = {}) => {
      const customer = { name: 'Bo Berg', email: 'bo@example.com' };
      const body = { resource_id: resourceId, ...freshHour(), what: 'Haircut', customer, ...members };
      const answer = await app('/v2/bookings', { method: 'POST', body });
      expect([answer.status, answer.text]).toEqual([201, answer.text]);
      return answer.body.data.id as string;
    },
    link: (id, action = 'cancel_by_customer', claims = {}) =>
      actionLinkPath(id, action, actionLinkToken(tenant, id, action, { claims })),
    stateOf: async (id) => (await booking(id)).state as string,
    touchesOf: async (id) => (await booking(id, 'link_touches')).link_touches,
  };
}
