import { expect } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import { ConsumedToken } from '../../src/action-links/consumed-token.entity.js';
import { LinkTouch } from '../../src/action-links/link-touch.entity.js';
import { BookingMeta } from '../../src/bookings/meta/booking-meta.entity.js';
import { Issuer } from '../../src/tenants/issuer.entity.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { SignedAfter } from '../../src/tenants/signed-after.entity.js';
import { User } from '../../src/users/user.entity.js';
import { bytesOf } from '../support/door.js';
import type { RequestOptions, TestServer } from '../support/test-server.js';
import { insertDeviceRows } from './device-rows.js';
import { insertMintingRows } from './minting-rows.js';
import { buildResource } from './resources.js';
import { buildConfiguration, buildKeySetConfiguration, buildTenant } from './tenancy.js';

const hostile = `'; DROP TABLE bookings; -- "\\" \u{1F984}\u{200D}\u{2764}\u{FE0F} \u202E%_$1 ? :a {{x}} \u0007`;
const longId = `\u{1F984}'"\\${'ø'.repeat(251)}`;
const hour = { start: '2030-05-01T10:00:00+02:00', end: '2030-05-01T11:00:00+02:00' };

/** A merchant's world behind HTTP, and the requests by which it is told from another. */
export async function buildHostileMerchant(server: TestServer) {
  const tenant = await buildTenant(server, { settings: { device_limit: 2 }, timezone: 'Europe/Copenhagen' });
  const other = await buildTenant(server, { mode: 'test' });
  const hs = await buildConfiguration(server, tenant, { algorithm: 'HS512' });
  const rs = await buildConfiguration(server, tenant, {
    algorithm: 'RS256',
    claimMap: { name: hostile },
    audience: [hostile, '2'],
    requireExp: true,
  });
  await buildKeySetConfiguration(server, other, {
    issuer: 'https://issuer.example/',
    jwksUri: 'https://issuer.example/jwks',
    enabled: false,
  });
  await server.database.write(({ manager }) =>
    manager.insert(Issuer, { canonical: 'https://issuer.example', tenantId: other.id, mode: 'jwks' }),
  );
  const resource = await buildResource(server, tenant, {
    name: hostile,
    tags: [hostile, ''],
    meta: { '': 'nothing', 10: 'ten', 9: 'nine', constructor: [null, 1e300, -0.5, { toString: hostile }] },
  });
  const project = await server.request('/v2/projects', {
    method: 'POST',
    body: { name: hostile, slug: 'hostile', resources: [resource.id], meta: { '': 'e', 10: 1, 9: hostile } },
    basic: tenant.secret,
  });
  expect({ status: project.status, errors: project.body.errors }).toEqual({ status: 201, errors: undefined });
  const tokens = [
    hs.token({ id: longId, name: hostile, email: 'Ø@X.example' }),
    rs.token({ id: 'é', [hostile]: `mapped ${hostile}`, aud: hostile }),
    rs.token({ id: 'e\u0301', aud: '2' }),
  ];
  for (const bearer of tokens) expect((await server.request('/v2/me', { bearer })).status).toBe(200);
  await seeAll(server);
  const customer = { name: hostile, email: 'Bo@Example.com', phone: '+45 1', '10': 1, '9': { toString: 2 } };
  const meta = { '': 'e', 10: 1, 9: 2, toString: hostile, list: [true, null, { 1: '\u0001' }], long: longId };
  const repeated: RequestOptions = {
    method: 'POST',
    body: { ...hour, resource_id: resource.id, what: hostile, where: '', customer, meta },
    basic: tenant.secret,
    headers: { 'Idempotency-Key': 'only-once' },
  };
  const made = await server.request('/v2/bookings', repeated);
  expect({ status: made.status, errors: made.body.errors }).toEqual({ status: 201, errors: undefined });
  const own = { method: 'POST', body: hour, bearer: tokens[0] as string };
  expect((await server.request('/v2/bookings', own)).status).toBe(201);
  await multiply(server, 620);
  const asked: [string, RequestOptions][] = [
    ['/v2/users?limit=20', { basic: tenant.secret }],
    ['/v2/bookings?limit=20', { basic: tenant.secret }],
    [`/v2/bookings/${made.body.data.id}?include=user,history`, { basic: tenant.secret }],
    ['/v2/bookings?search=meta.10:1', { basic: tenant.secret }],
    ['/v2/projects?limit=20', { basic: tenant.secret }],
    [`/v2/bookings/${made.body.data.id}`, { basic: other.secret }],
    ['/v2/bookings', { basic: tenant.widgetSecret }],
    ['/v2/bookings', repeated],
    ...tokens.map((bearer): [string, RequestOptions] => ['/v2/me', { bearer }]),
    ['/v2/me/bookings', { bearer: tokens[0] as string }],
    ['/v2/me', { bearer: `${tokens[0]}x` }],
  ];
  return async (of: TestServer) => {
    const answers: string[] = [];
    for (const [path, options] of asked) {
      const headers = { ...options.headers, 'X-Request-Id': 'request-0001' };
      answers.push(`${path} ${bytesOf(await of.request(path, { ...options, headers }))}`);
    }
    return answers;
  };
}

/** Writes down that all users were seen: for a minute this server writes it no more, and rows stay as they are. */
async function seeAll(server: TestServer): Promise<void> {
  const lastSeen = server.app.get(LastSeen);
  const users = await server.database.read(({ manager }) => manager.find(User));
  for (const { tenantId, id } of users) lastSeen.record(tenantId, id);
  await lastSeen.flush();
}

/** So many that every kind of row needs several pages. */
async function multiply(server: TestServer, times: number): Promise<void> {
  await server.database.write(async ({ manager }) => {
    const [user, booking] = [await manager.find(User), await manager.find(Booking)];
    const all = <Row extends object>(row: Row, members: (n: number) => Partial<Row>) =>
      Array.from({ length: times }, (_, n) => ({ ...row, ...members(n) }));
    const bookings = all(booking[0]!, () => ({ id: newId() }));
    await manager.save(
      User,
      all(user[0]!, (n) => ({ id: newId(), externalId: `${hostile}${n}`, disabled: n % 2 === 0 })),
      { chunk: 500 },
    );
    await manager.save(Booking, bookings, { chunk: 500 });
    await manager.save(
      BookingMeta,
      bookings.map(({ tenantId, id, createdAt }) => ({
        tenantId,
        key: 'toString',
        value: 'same',
        createdAt,
        bookingId: id,
      })),
      { chunk: 500 },
    );
    const { tenantId, id: bookingId } = booking[0]!;
    await manager.insert(SignedAfter, { tenantId, identity: `customer.email:${hostile}`, instant: 1 });
    await manager.insert(ConsumedToken, { tenantId, bookingId, token: hostile, action: 'cancel', at: 1 });
    await manager.insert(LinkTouch, {
      tenantId,
      bookingId,
      id: newId(),
      action: hostile,
      at: 1,
      method: 'GET',
      linkAgeMs: null,
      userAgent: 'none',
      cookie: true,
      outcome: 'shown',
    });
    await insertDeviceRows(manager, { tenantId, text: hostile, externalId: longId });
    await insertMintingRows(manager, { tenantId, text: hostile });
  });
}
