import fc from 'fast-check';
import type { ObjectLiteral } from 'typeorm';
import { BookingMeta } from '../../src/bookings/meta/booking-meta.entity.js';
import { Booking, type Customer } from '../../src/bookings/booking.entity.js';
import { indexedMeta } from '../../src/bookings/meta/meta-index.js';
import { folded, reversed } from '../../src/common/fold.js';
import type { Json, JsonObject } from '../../src/common/free-form.js';
import { newId } from '../../src/common/ids.js';
import { bookingRow } from '../builders/booking-rows.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import type { TestServer } from './test-server.js';

/** Addresses that pose as each other, or as patterns. */
export const emails = [
  'ann@example.com',
  'ANN@Example.COM',
  'ann@example.co',
  'ann@example.com ',
  '\u0430nn@example.com',
  'kim@example.com',
  '\u212Aim@example.com',
  'åse@example.com',
  'ÅSE@EXAMPLE.com',
  'a\u030Ase@example.com',
  'a__@example.com',
  'a%',
  '%',
  '*',
  '*@example.com',
  "x' OR '1'='1",
  '\u0130x@example.com',
  'ann@example.com:state',
] as const;

export const keys = ['member', 'Member', 'a.b', 'order', 'constructor'] as const;
const long = 'M'.repeat(300);
export const values = [
  'M1',
  'm1',
  'M1 ',
  '17',
  'true',
  long,
  `${long}x`,
  'null',
  '%',
  '\u0001',
  'ß',
  '日本',
] as const;
const stored: readonly Json[] = [...values, 17, 17.5, true, null, ['M1'], { x: 'M1' }, ''];

/** The first few often, so that customers have several bookings, and each other's names. */
export const someEmail = fc.oneof(fc.constantFrom(...emails.slice(0, 2)), fc.constantFrom(...emails));
export const someValue = fc.oneof(fc.constant(values[0]), fc.constantFrom(...values));

/** Graphs with a state of theirs. */
export const places = [
  ['instant', 'confirmed'],
  ['instant', 'cancelled'],
  ['confirm_decline', 'tentative'],
  ['confirm_decline', 'declined'],
  ['instant_payment', 'paid'],
  ['instant_payment', 'unpaid'],
  ['group_owner', 'tentative'],
  ['group_customer', 'confirmed'],
  ['group_customer_payment', 'tentative'],
  ['reservation', 'reserved'],
] as const;

export const hourMs = 3_600_000;
export const base = Date.UTC(2031, 0, 1);

/** A booking of nobody in particular, as small numbers, so that many are alike. */
const spec = fc.record({
  tenant: fc.constantFrom(0, 0, 1, 2),
  place: fc.constantFrom(...places),
  email: fc.option(someEmail, { freq: 8 }),
  another: fc.option(someEmail, { freq: 2 }),
  name: fc.constantFrom('Ann Berg', 'ann lund', 'Ånn', '100%_a', ''),
  completed: fc.boolean(),
  created: fc.nat({ max: 4 }),
  updated: fc.nat({ max: 4 }),
  start: fc.nat({ max: 6 }),
  hours: fc.integer({ min: 1, max: 3 }),
  resource: fc.nat({ max: 1 }),
  meta: fc.dictionary(fc.constantFrom(...keys), fc.oneof(someValue, fc.constantFrom(...stored)), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
});
export const specs = fc.array(spec, { minLength: 10, maxLength: 90 });
export type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never;

/** A booking with what was asked for it, before anything was folded or put into an index. */
export interface Placed {
  readonly tenant: number;
  readonly booking: Booking;
  readonly email: string | null;
  readonly meta: JsonObject;
}

export interface World {
  readonly tenants: readonly BuiltTenant[];
  readonly bookings: readonly Placed[];
  /** By tenant. */
  readonly resourceIds: readonly (readonly string[])[];
}

/** Three merchants with these bookings; each text that a customer must not see is marked with HIDDEN. */
export async function buildWorld(server: TestServer, wanted: readonly Spec[]): Promise<World> {
  const tenants = [await buildTenant(server), await buildTenant(server), await buildTenant(server)];
  const resourceIds = tenants.map(() => [newId(), newId()]);
  const bookings: Placed[] = [];
  const owners: (string | undefined)[] = [];
  for (const one of wanted) {
    const tenantId = (tenants[one.tenant] as BuiltTenant).id;
    const booking = rowOf(one, tenantId, owners[one.tenant], resourceIds[one.tenant]?.[one.resource] ?? null);
    if (booking.graph === 'group_owner') owners[one.tenant] = booking.id;
    bookings.push({ tenant: one.tenant, booking, email: one.email, meta: one.meta });
  }
  await server.database.write(async ({ manager }) => {
    for (const [index, ids] of resourceIds.entries()) {
      for (const id of ids) await manager.query(resourceInsert(tenants[index]?.id ?? '', id));
    }
    await manager.getRepository<ObjectLiteral>(Booking).insert(bookings.map(({ booking }) => booking));
    const rows = bookings.flatMap(({ booking }) =>
      indexedMeta(booking.meta).map(([key, value]) => ({
        tenantId: booking.tenantId,
        key,
        value,
        createdAt: booking.createdAt,
        bookingId: booking.id,
      })),
    );
    await manager.insert(BookingMeta, rows);
  });
  return { tenants, bookings, resourceIds };
}

function rowOf(one: Spec, tenantId: string, owner: string | undefined, resourceId: string | null): Booking {
  const [graph, state] = one.place;
  const name = folded(one.name);
  const event = graph === 'group_owner';
  return bookingRow(tenantId, {
    graph,
    state,
    completed: one.completed,
    createdAt: base + one.created,
    updatedAt: base + one.updated,
    startsAt: base + one.start * hourMs,
    endsAt: base + (one.start + one.hours) * hourMs,
    resourceId,
    ownerBookingId: graph.startsWith('group_customer') ? (owner ?? null) : null,
    maxSeats: event ? 5 : null,
    currentSeats: event ? 1 : null,
    customers: [customer(one, event), customer({ name: 'HIDDEN other', email: one.another }, true)],
    customerName: name,
    customerNameReversed: reversed(name),
    customerEmail: one.email === null ? null : folded(one.email),
    meta: { ...one.meta, _secret: 'HIDDEN', ...(event && { internal: 'HIDDEN' }) },
  });
}

const customer = (of: { name: string; email: string | null }, hidden: boolean): Customer => ({
  id: newId(),
  name: of.name,
  email: of.email,
  phone: hidden ? 'HIDDEN' : null,
  voip: null,
  timezone: null,
  meta: { _note: 'HIDDEN' },
});

const resourceInsert = (tenantId: string, id: string): string =>
  `INSERT INTO resources (tenant_id, id, name, timezone, email, tags, meta, availability_constraints, policies, created_at, updated_at)
   VALUES ('${tenantId}', '${id}', 'Chair', 'UTC', 'HIDDEN@example.com', '[]', '{"x":"HIDDEN"}', '[]', '{}', 1, 1)`;

/** Whether two addresses are the same but for case, and no foreign letter passes for an ASCII one. */
function isSameAddress(one: string, other: string): boolean {
  const [left, right] = [[...one], [...other]];
  const isAscii = (character: string) => character.charCodeAt(0) < 128;
  return (
    left.length === right.length &&
    left.every((character, at) => {
      const beside = right[at] as string;
      return isAscii(character) === isAscii(beside) && character.toLowerCase() === beside.toLowerCase();
    })
  );
}

/** Does a naive reader of the contract find the booking by that pair? */
export function matches(
  { booking, email, meta }: Placed,
  [field, value]: readonly [string, string],
): boolean {
  if (field.startsWith('meta.')) {
    const member = Object.hasOwn(meta, field.slice(5)) ? meta[field.slice(5)] : null;
    return member !== null && typeof member !== 'object' && String(member) === value;
  }
  const name = (booking.customers[0]?.name ?? '').toLowerCase();
  const wanted = value.toLowerCase();
  switch (field) {
    case 'customer.email':
      return email !== null && isSameAddress(email, value);
    case 'customer.name':
      if (wanted.startsWith('*') && wanted.endsWith('*') && wanted.length > 1)
        return name.includes(wanted.slice(1, -1));
      if (wanted.startsWith('*')) return name.endsWith(wanted.slice(1));
      return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
    case 'state':
      return booking.state === value;
    case 'graph':
      return booking.graph === value;
    case 'completed':
      return String(booking.completed) === value;
    case 'resource.id':
      return booking.resourceId === value;
    default:
      throw new Error(`The test knows no field ${field}.`);
  }
}
