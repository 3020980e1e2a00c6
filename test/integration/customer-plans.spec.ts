import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/access/scope.js';
import {
  bookingOrder,
  type BookingFilter,
  type BookingOrderField,
} from '../../src/bookings/lists/booking-list.js';
import { readSearch } from '../../src/bookings/lists/booking-search.js';
import { BookingsRepository } from '../../src/bookings/bookings.repository.js';
import { DueScheduler } from '../../src/bookings/due/due-scheduler.service.js';
import { newId } from '../../src/common/ids.js';
import { readPage } from '../../src/common/page.js';
import type { ReadAccess } from '../../src/database/access.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const rows = 20_000;
/** Bookings of each customer, by e-mail as by member. */
const ofOne = 100;
const hourMs = 3_600_000;
const base = Date.UTC(2031, 0, 1);

let server: TestServer;
let tenant: BuiltTenant;

const write = (...statements: string[]) =>
  server.database.write(async ({ manager }) => {
    for (const statement of statements) await manager.query(statement);
  });

/** A tenant whose bookings are nearly all alike but for the customer. */
beforeAll(async () => {
  server = await startTestServer();
  await server.app.get(DueScheduler, { strict: false }).onModuleDestroy();
  tenant = await buildTenant(server);
  const postgres = dialect === 'postgres';
  const numbers = postgres
    ? `SELECT n FROM generate_series(1::bigint, ${rows}) AS n`
    : `WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT n FROM s`;
  const uuid = postgres
    ? `('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
    : `'01890000-0000-7000-8000-' || printf('%012x', n)`;
  const customer = `n % ${rows / ofOne}`;
  await write(
    `INSERT INTO bookings (tenant_id, id, graph, state, completed, starts_at, ends_at, customers, customer_name, customer_email,
      buffer_before, buffer_after, meta, settings, version, created_at, updated_at)
     SELECT '${tenant.id}', ${uuid}, 'instant', 'confirmed', ${postgres ? 'false' : '0'}, ${base} + n * ${hourMs}, ${base} + (n + 1) * ${hourMs},
      '[]', 'name', 'c' || ${customer} || '@x.example', 0, 0, '{}', '{}', 1, ${base} + n, ${base} + n FROM (${numbers}) AS numbers`,
    `INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
     SELECT '${tenant.id}', 'member', 'M' || ${customer}, ${base} + n, ${uuid} FROM (${numbers}) AS numbers`,
    `INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
     SELECT '${tenant.id}', 'branch', 'north', ${base} + n, ${uuid} FROM (${numbers}) AS numbers`,
  );
});
afterAll(() => server.close());

/** The plans of everything that this reading sends, one after the other; on PostgreSQL with the rows that each step had. */
async function plansOf(work: (access: ReadAccess) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await server.database.read(async ({ manager }) => {
    const prefix =
      dialect === 'postgres' ? 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)' : 'EXPLAIN QUERY PLAN';
    const query = async (text: string, parameters: unknown[]) => {
      const lines = await manager.query<Record<string, string>[]>(`${prefix} ${text}`, parameters);
      plans.push(lines.map((line) => line['QUERY PLAN'] ?? line['detail'] ?? '').join('\n'));
      return text.startsWith('SELECT count') ? [{ total: rows }] : [];
    };
    await work({ manager: { connection: manager.connection, query } } as never);
  });
  expect(plans.length).toBeGreaterThan(0);
  return plans.join('\n');
}

const bookings = new BookingsRepository();
const signed = (field: string, value: string): Scope => ({ rows: 'signed', pairs: [{ field, value }] });
const byEmail = signed('customer.email', 'C17@x.example');
const byMember = signed('meta.member', 'M17');

interface Asked {
  readonly search?: string;
  readonly field?: BookingOrderField;
  readonly place?: 'first' | 'second' | 'deep';
  readonly window?: Pick<BookingFilter, 'start' | 'end'>;
}

function list(sees: Scope, { search, field, place = 'first', window = { start: null, end: null } }: Asked) {
  const conditions = search === undefined ? { ok: [] } : readSearch(search, 'customer');
  if ('refused' in conditions) throw new Error(conditions.refused);
  const query = {
    limit: 20,
    page: place === 'second' ? 2 : 1,
    count: place === 'second' ? ('true' as const) : ('false' as const),
    orderBy: field,
    sortedBy: 'desc' as const,
  };
  const page = readPage(query, bookingOrder, { name: 'bookings', tenantId: tenant.id, filters: [] });
  const value = page.ordering.field === 'start' ? base + 10_000 * hourMs : base + 10_000;
  const at = place === 'deep' ? { ...page, page: null, after: { value, id: newId() } } : page;
  return (access: ReadAccess) =>
    bookings.list(access, tenant.id, sees, { conditions: conditions.ok, ...window }, at);
}

const mostRows = (plan: string): number =>
  Math.max(0, ...[...plan.matchAll(/actual rows=(\d+(?:\.\d+)?)/g)].map(([, count]) => Number(count)));
const mostLeftOut = (plan: string): number =>
  Math.max(
    0,
    ...[...plan.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g)].map(([, count]) => Number(count)),
  );
const walksATable = /^SCAN |Seq Scan/m;
const sorts = /TEMP B-TREE FOR ORDER BY|^\s*(?:->\s+)?Sort /m;

const window = { start: base, end: base + rows * hourMs };
const asked: readonly (readonly [string, Asked])[] = [
  ['everything', {}],
  ['the second page, counted', { place: 'second' }],
  ['a page that a cursor leads to', { place: 'deep' }],
  ['a state that nearly all bookings have', { search: 'state:confirmed' }],
  ['a state that none has, of the second page', { search: 'state:paid;graph:instant', place: 'second' }],
  ['what nearly all bookings have, after a cursor', { search: 'completed:false', place: 'deep' }],
  ['a member of meta that all bookings have', { search: 'meta.branch:north' }],
  ['a name that all have', { search: 'customer.name:nam*' }],
  ['an unknown ending of a name', { search: 'customer.name:*x' }],
  ['by start', { field: 'start' }],
  ['by start, after a cursor', { field: 'start', place: 'deep' }],
  ['by end', { field: 'end' }],
  ['by change', { field: 'updated_at' }],
  ['a window that holds all', { window }],
  ['a window that holds all, by start, of one state', { window, field: 'start', search: 'state:confirmed' }],
];

/** The same must hold while the database knows nothing of the table, and when it does. */
describe.each(['unknown', 'known'])('with statistics %s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'known') await write('ANALYZE');
  });

  describe.each<[string, Scope, string]>([
    ['e-mail', byEmail, 'bookings_by_customer_email'],
    ['a member of meta', byMember, 'booking_meta'],
  ])('a customer’s list signed by %s', (_, sees, index) => {
    it.each(asked)('costs what the customer has: %s', async (_name, wanted) => {
      const plan = await plansOf(list(sees, wanted));
      expect(plan).toContain(index);
      expect(plan).not.toMatch(walksATable);
      expect(mostRows(plan)).toBeLessThanOrEqual(ofOne);
      expect(mostLeftOut(plan)).toBeLessThanOrEqual(ofOne);
    });

    it('is read off the index in its order', async () => {
      for (const place of ['first', 'deep'] as const) {
        const plan = await plansOf(list(sees, { place }));
        expect(plan).not.toMatch(sorts);
        expect(mostRows(plan)).toBeLessThanOrEqual(21);
      }
    });

    it('finds one booking by its key', async () => {
      const id = `01890000-0000-7000-8000-${(17).toString(16).padStart(12, '0')}`;
      const plan = await plansOf((access) => bookings.findById(access, tenant.id, sees, id));
      expect(plan).not.toMatch(walksATable);
      expect(mostRows(plan)).toBeLessThanOrEqual(1);
    });
  });
});
