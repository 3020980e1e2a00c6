import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { actionLinkToken, securityToken, signedSearchToken } from '../builders/signed-tokens.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { LogCapture } from './log-capture.js';
import { startTestServer, type Answer, type TestServer } from './test-server.js';

/** What requests name, by kind. */
export type Named =
  | 'RESOURCE'
  | 'PROJECT'
  | 'HOSTED'
  | 'BOOKING'
  | 'GROUP'
  | 'HOLD'
  | 'USER'
  | 'DEVICE'
  | 'IDENTITY'
  | 'TEMPLATE'
  | 'EXPERIENCE'
  | 'KEY'
  | 'SLUG'
  | 'CURSOR';

/** One merchant with something of everything. */
export interface Side {
  readonly tenant: BuiltTenant;
  readonly configuration: BuiltConfiguration;
  /** Stands in every text of this merchant's. */
  readonly mark: string;
  readonly names: Readonly<Record<Named, readonly string[]>>;
  /** Bearer token of the user `ann`, whose address is that of the customer. */
  readonly userToken: string;
  /** Opens every path of the API that minted tokens may, by every method. */
  readonly minted: string;
  readonly customerToken: string;
  readonly deviceToken: string;
  /** `name=value` of a browser that signed on. */
  readonly session: string;
  /** What must stand in no log: secrets and tokens. */
  readonly secrets: readonly string[];
}

/** A server with two merchants, one to attack as, one whose texts must never be seen. */
export interface AttackedHouse {
  readonly server: TestServer;
  readonly log: LogCapture;
  readonly own: Side;
  readonly other: Side;
}

export const customerEmail = 'bo@example.com';

/** `settings` go over those of the own side. */
export async function openAttackedHouse(settings: Partial<TenantSettings> = {}): Promise<AttackedHouse> {
  const log = new LogCapture();
  const server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
  const own = await buildSide(server, 'plain', settings);
  const other = await buildSide(server, `canary${randomBytes(6).toString('hex')}`);
  return { server, log, own, other };
}

const tomorrow = Date.now() + 48 * 3_600_000;
/** Times that nobody else's bookings of the house have. */
const hour = (n: number) => ({
  start: new Date(tomorrow + n * 7_200_000).toISOString(),
  end: new Date(tomorrow + n * 7_200_000 + 3_600_000).toISOString(),
});

async function buildSide(
  server: TestServer,
  mark: string,
  settings: Partial<TenantSettings> = {},
): Promise<Side> {
  const tenant = await buildTenant(server, {
    settings: { device_limit: 1000, widget_may_reschedule: true, ...settings },
    timezone: 'Europe/Copenhagen',
  });
  const configuration = await buildConfiguration(server, tenant);
  const userToken = configuration.token({ id: 'ann', name: `Ann ${mark}`, email: customerEmail });
  const ask = async (path: string, body?: unknown, method = 'POST', bearer?: string): Promise<Answer> => {
    const answer = await server.request(path, {
      method: body === undefined ? 'GET' : method,
      ...(body !== undefined && { body }),
      ...(bearer === undefined ? { basic: tenant.secret } : { bearer }),
    });
    expect([path, answer.status < 300, answer.text]).toEqual([path, true, answer.text]);
    return answer;
  };
  const made = async (path: string, body: object) => (await ask(path, body)).body.data.id as string;
  const several = async (count: number, make: (n: number) => Promise<string>) => {
    const names: string[] = [];
    for (let n = 0; n < count; n += 1) names.push(await make(n));
    return names;
  };
  const email = `staff@${mark}.example`;
  const resources = await several(5, (n) =>
    made('/v2/resources', {
      name: `${mark} ${n}`,
      timezone: 'UTC',
      email,
      tags: [mark],
      meta: { note: mark },
    }),
  );
  const slug = `hosted-${mark}`;
  const projects = await several(5, (n) =>
    made('/v2/projects', {
      name: `${mark} ${n}`,
      ...(n === 0 && { slug }),
      resources,
      meta: { note: mark },
      availability: { length: '1 hour', mode: 'roundrobin_random' },
    }),
  );
  const customer = { name: `Bo ${mark}`, email: customerEmail };
  const booked = (n: number) => ({
    ...hour(n),
    resource_id: resources[0],
    what: mark,
    customer,
    meta: { customer: 'c-7', _note: mark },
  });
  const bookings = await several(12, (n) => made('/v2/bookings', booked(n)));
  const groups = await several(2, (n) =>
    made('/v2/bookings', {
      ...hour(40 + n),
      graph: 'group_owner',
      what: mark,
      resource_id: resources[1],
      group_booking: { max_seats: 900 },
    }),
  );
  const hold = (
    await ask('/v2/bookings/reserve', { ...hour(60), resource_id: resources[2], reservation_time: '1 hour' })
  ).body;
  await ask('/v2/me', undefined, 'GET', userToken);
  // Others than `ann`, whose token and session are used: users are erased by the way.
  const users = await several(6, async (n) => {
    const bearer = configuration.token({ id: `user-${n}`, name: mark });
    return (await ask('/v2/me', undefined, 'GET', bearer)).body.data.id as string;
  });
  for (let n = 0; n < 4; n += 1) {
    const claims = { aud: ['/v2/search'], expires_in: 60 };
    await ask('/v2/token-templates', { name: `t${n}-${tenant.slug}`, kid: tenant.keyId, claims });
    const filters = { tags: { $eq: mark } };
    await ask('/v2/search-experiences', { key: `e${n}-${tenant.slug}`, filters });
  }
  const attached = (n: number) =>
    ask('/v2/access', {
      user: 'ann',
      metadata: { note: mark },
      signals: { canvas: `${mark}-${n}`, webgl: 'w' },
    });
  const devices = [(await attached(0)).body, (await attached(1)).body];
  const cursors: string[] = [];
  for (const path of ['/v2/bookings', '/v2/resources', '/v2/projects', '/v2/bookings/groups'])
    cursors.push((await ask(`${path}?limit=1`)).body.next_cursor as string);
  const minted = mintedToken(
    tenant,
    ['bookings', 'bookings.ics', 'resources', 'projects', 'search', 'availability', 'unavailable', 'app'].map(
      (name) => `/v2/${name}`,
    ),
    { methods: ['GET', 'POST', 'PUT', 'DELETE'] },
  );
  const customerToken = signedSearchToken(tenant, { 'customer.email': customerEmail });
  const deviceToken = securityToken(tenant, 'ann');
  const signedOn = await server.request(`/sso/${tenant.slug}?jwt=${userToken}`);
  const session = String(signedOn.headers.get('set-cookie')).split(';', 1)[0] ?? '';
  return {
    tenant,
    configuration,
    mark,
    userToken,
    minted,
    customerToken,
    deviceToken,
    session,
    names: {
      RESOURCE: resources,
      PROJECT: projects,
      HOSTED: [slug],
      BOOKING: bookings,
      GROUP: groups,
      HOLD: [hold.data.id as string],
      USER: users,
      DEVICE: devices.map(({ device_id }) => device_id as string),
      IDENTITY: devices.map(({ identity }) => identity as string),
      TEMPLATE: [0, 1, 2, 3].map((n) => `t${n}-${tenant.slug}`),
      EXPERIENCE: [0, 1, 2, 3].map((n) => `e${n}-${tenant.slug}`),
      KEY: [tenant.keyId],
      SLUG: [tenant.slug],
      CURSOR: cursors,
    },
    secrets: [
      tenant.secret,
      tenant.widgetSecret,
      Buffer.from(`:${tenant.secret}`).toString('base64'),
      ...[userToken, minted, customerToken, deviceToken].flatMap((token) => [
        token,
        token.split('.')[2] as string,
      ]),
      session.slice(session.indexOf('=') + 1),
      configuration.signingKey as string,
    ],
  };
}

/** Headers and parameters of the query by which a caller of the kind proves itself to an address of the house. */
export function credentialOf(
  side: Side,
  caller: string,
  path: string,
): { readonly headers: Record<string, string>; readonly query: readonly (readonly [string, string])[] } {
  const { tenant } = side;
  const authorized = (Authorization: string) => ({ headers: { Authorization }, query: [] });
  const basic = (text: string) => authorized(`Basic ${Buffer.from(text).toString('base64')}`);
  switch (caller) {
    case 'app':
      return basic(`:${tenant.secret}`);
    case 'widget':
      return basic(`:${tenant.widgetSecret}`);
    case 'user':
      return authorized(`Bearer ${side.userToken}`);
    case 'minted':
      return authorized(`Bearer ${side.minted}`);
    case 'device':
      return basic(`${tenant.keyId}:${side.deviceToken}`);
    case 'customer':
      return {
        headers: {},
        query: [
          ['search', `customer.email:${customerEmail}`],
          ['signed_search', side.customerToken],
        ],
      };
    case 'action': {
      const [, id = '', action = ''] = /\/bookings\/([^/]+)\/external_action\/([^/?]+)/.exec(path) ?? [];
      return { headers: {}, query: [['signature', actionLinkToken(tenant, id, action)]] };
    }
    case 'session':
      return { headers: { Cookie: side.session }, query: [] };
    default:
      return { headers: {}, query: path.startsWith('/sso/') ? [['jwt', side.userToken]] : [] };
  }
}
