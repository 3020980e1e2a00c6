import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/access/scope.js';
import { bookingOrder, type BookingOrderField } from '../../src/bookings/lists/booking-list.js';
import { readSearch } from '../../src/bookings/lists/booking-search.js';
import { BookingsRepository } from '../../src/bookings/bookings.repository.js';
import { SeatsRepository } from '../../src/bookings/events/seats.repository.js';
import { DueScheduler } from '../../src/bookings/due/due-scheduler.service.js';
import { dueBookings } from '../../src/bookings/due/due-scan.js';
import { eventOrder } from '../../src/bookings/events/event-list.js';
import { stepsCalled } from '../../src/bookings/graphs/graphs.js';
import { newId } from '../../src/common/ids.js';
import { readPage } from '../../src/common/page.js';
import type { ReadAccess } from '../../src/database/access.js';
import { JournalRepository } from '../../src/journal/journal.repository.js';
import { Occupancies } from '../../src/occupancy/occupancies.service.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const rows = 20_000;
const hourMs = 3_600_000;
const base = Date.UTC(2031, 0, 1);

let server: TestServer;
let tenant: BuiltTenant;
let resourceId: string;
const userId = newId();
const projectId = newId();

/** A table of plausible content: a tenth of the bookings are events, each customer comes a hundred times, one hold in a thousand is due. */
beforeAll(async () => {
  server = await startTestServer();
  await server.app.get(DueScheduler, { strict: false }).onModuleDestroy();
  tenant = await buildTenant(server);
  resourceId = (await buildResource(server, tenant)).id;
  const postgres = dialect === 'postgres';
  const numbers = postgres
    ? `SELECT n FROM generate_series(1::bigint, ${rows}) AS n`
    : `WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT n FROM s`;
  const uuid = postgres
    ? `('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
    : `'01890000-0000-7000-8000-' || printf('%012x', n)`;
  const id = (text: string) => (postgres ? `'${text}'::uuid` : `'${text}'`);
  const [yes, no] = postgres ? ['true', 'false'] : ['1', '0'];
  const statements = [
    `INSERT INTO bookings (tenant_id, id, graph, state, completed, starts_at, ends_at, resource_id, project_id, user_id,
      max_seats, current_seats, customers, customer_name, customer_email, meta, settings, version, created_at, updated_at, due_at, due_action)
     SELECT '${tenant.id}', ${uuid}, CASE WHEN n % 10 = 0 THEN 'group_owner' ELSE 'instant' END,
      CASE WHEN n % 10 = 0 THEN 'tentative' ELSE 'confirmed' END, ${no}, ${base} + n * ${hourMs}, ${base} + (n + 1) * ${hourMs},
      '${resourceId}', CASE WHEN n % 40 = 0 THEN ${id(projectId)} END, CASE WHEN n % 50 = 0 THEN ${id(userId)} END,
      5, n % 6, '[]', 'name ' || n % 200, 'c' || n % 200 || '@x.example', '{}', '{}', 1, ${base} + n, ${base} + n,
      CASE WHEN n % 1000 = 0 THEN n ELSE ${base} + (n + 2) * ${hourMs} END, 'complete' FROM (${numbers}) AS numbers`,
    `INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id)
     SELECT '${tenant.id}', 'order', 'A' || n % 200, ${base} + n, ${uuid} FROM (${numbers}) AS numbers`,
    `INSERT INTO occupancies (tenant_id, resource_id, booking_id, starts_at, ends_at, exclusive, buffer_before, buffer_after, until)
     SELECT '${tenant.id}', '${resourceId}', ${uuid}, ${base} + n * ${hourMs}, ${base} + (n + 1) * ${hourMs}, ${yes}, 0, 0, NULL
     FROM (${numbers}) AS numbers`,
    `INSERT INTO journal (tenant_id, sequence, booking_id, action, at, credential_kind, details, previous_hash, hash)
     SELECT '${tenant.id}', n, ${uuid}, 'confirm', n, 'system', '{}', 'p', 'h' FROM (${numbers}) AS numbers`,
    'ANALYZE',
  ];
  await server.database.write(async ({ manager }) => {
    for (const statement of statements) await manager.query(statement);
  });
});
afterAll(() => server.close());

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** What is sent to the database by work that goes nowhere. */
async function sent(work: (access: ReadAccess) => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const manager = {
    connection: { options: { type: dialect === 'postgres' ? 'postgres' : 'better-sqlite3' } },
    query: async (text: string, parameters: readonly unknown[]) => {
      statements.push({ text, parameters });
      return [];
    },
  };
  await work({ manager } as never);
  expect(statements.length).toBeGreaterThan(0);
  return statements;
}

const explained = ({ text, parameters }: Statement): Promise<string> =>
  server.database.read(async ({ manager }) => {
    const prefix =
      dialect === 'postgres' ? 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)' : 'EXPLAIN QUERY PLAN';
    const lines = await manager.query<Record<string, string>[]>(`${prefix} ${text}`, [...parameters]);
    return lines.map((line) => line['QUERY PLAN'] ?? line['detail'] ?? '').join('\n');
  });

async function plansOf(work: (access: ReadAccess) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  for (const statement of await sent(work)) plans.push(await explained(statement));
  return plans.join('\n');
}

const walksATable = /^SCAN |Seq Scan/m;
const sorts = /TEMP B-TREE FOR ORDER BY|^\s*(?:->\s+)?Sort /m;
/** PostgreSQL says how many rows each step had: no step may have had more than a page and what it leaves out. */
const mostRows = (plan: string): number =>
  Math.max(0, ...[...plan.matchAll(/actual rows=(\d+(?:\.\d+)?)/g)].map(([, count]) => Number(count)));

const bookings = new BookingsRepository();
const seats = new SeatsRepository();
const all: Scope = { rows: 'all' };
const own: Scope = { rows: 'own', userId };

/** A page of the list: the first, or what a cursor after the thousandth row leads to. */
function list(search: string | null, place: 'first' | 'deep', sees: Scope = all, field?: BookingOrderField) {
  const conditions = search === null ? { ok: [] } : readSearch(search, 'app');
  if ('refused' in conditions) throw new Error(conditions.refused);
  const query = { limit: 20, page: 1, count: 'false' as const, orderBy: field, sortedBy: undefined };
  const page = readPage(query, bookingOrder, { name: 'bookings', tenantId: tenant.id, filters: [] });
  const value = page.ordering.field === 'start' ? base + 1_000 * hourMs : base + rows - 1_000;
  const at = place === 'first' ? page : { ...page, page: null, after: { value, id: newId() } };
  const filter = { conditions: conditions.ok, start: null, end: null };
  return (access: ReadAccess) => bookings.list(access, tenant.id, sees, filter, at);
}

describe('among twenty thousand bookings', () => {
  const lists: readonly (readonly [string, string | null, Scope, BookingOrderField | undefined])[] = [
    ['all', null, all, undefined],
    ['all by start', null, all, 'start'],
    ["a user's own", null, own, undefined],
    ["a customer's by e-mail", 'customer.email:C17@x.example', all, undefined],
    ["a customer's by name", 'customer.name:Name 17', all, undefined],
    ['those of a member of meta', 'meta.order:A17', all, undefined],
    ["a project's", `project.id:${projectId}`, all, undefined],
  ];

  for (const place of ['first', 'deep'] as const) {
    it.each(lists)(
      `the ${place} page of %s is read off an index in its order`,
      async (_, search, sees, field) => {
        const plan = await plansOf(list(search, place, sees, field));
        expect(plan).not.toMatch(walksATable);
        expect(plan).not.toMatch(sorts);
        expect(mostRows(plan)).toBeLessThanOrEqual(21);
      },
    );
  }

  it.each(['customer.email:c17@x.example;state:confirmed', 'meta.order:A17;customer.email:c17@x.example'])(
    'a search of two fields costs what the narrower one finds: %s',
    async (search) => {
      const plan = await plansOf(list(search, 'first'));
      expect(plan).not.toMatch(walksATable);
      expect(mostRows(plan)).toBeLessThanOrEqual(200);
    },
  );

  it.each([
    ['all', '', false],
    ['all after a cursor', '', true],
    ["a project's", `project.id:${projectId}`, false],
  ])('coming events with a free seat are read off an index in their order: %s', async (_, search, cursor) => {
    const conditions = search === '' ? { ok: [] } : readSearch(search, 'app');
    if ('refused' in conditions) throw new Error(conditions.refused);
    const query = { limit: 20, page: 1, count: 'false' as const };
    const page = readPage(query, eventOrder, { name: 'events', tenantId: tenant.id, filters: [] });
    const at = cursor ? { ...page, after: { value: base + 5_000 * hourMs, id: newId() } } : page;
    const filter = { conditions: conditions.ok, from: base + 9_000 * hourMs };
    const plan = await plansOf((access) => bookings.listEvents(access, tenant.id, filter, at));
    expect(plan).not.toMatch(walksATable);
    if (search === '') {
      expect(plan).not.toMatch(sorts);
      expect(mostRows(plan)).toBeLessThanOrEqual(21);
    }
  });

  it('what is due is found without looking at what is not', async () => {
    const plan = await plansOf((access) => dueBookings(access, base - 1, 100));
    expect(plan).not.toMatch(walksATable);
    expect(plan).not.toMatch(sorts);
    expect(plan).toContain('bookings_due');
    expect(mostRows(plan)).toBeLessThanOrEqual(rows / 1_000);
  });

  it('the times of a resource are found by what lies in the window', async () => {
    const window = { from: base + 10_000 * hourMs, to: base + 10_024 * hourMs };
    const plan = await plansOf((access) =>
      new Occupancies().overlapping(access, tenant.id, [resourceId], window),
    );
    expect(plan.replace(/Seq Scan on resources r|SCAN r\b/g, '')).not.toMatch(walksATable);
    expect(mostRows(plan)).toBeLessThanOrEqual(30);
  });

  it('the customers of an event, what is due of a batch and the journal of a page are found by their keys', async () => {
    const ids = [1, 2, 3].map((n) => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
    for (const work of [
      (access: ReadAccess) => seats.findSeated(access, tenant.id, newId(), stepsCalled('cancel_by_owner')),
      (access: ReadAccess) => seats.findKept(access, tenant.id, newId()),
      (access: ReadAccess) => seats.hasOverdue(access, tenant.id, newId(), base),
      (access: ReadAccess) => seats.lockOverdue(access as never, tenant.id, newId(), base),
      (access: ReadAccess) => bookings.lockDue(access as never, tenant.id, ids, base),
      (access: ReadAccess) => bookings.findByIds(access, tenant.id, ids),
      (access: ReadAccess) => new JournalRepository().findOfBookings(access, tenant.id, ids, 200),
    ]) {
      const plan = await plansOf(work);
      expect(plan.replace(/^SCAN (?:b|\d+ CONSTANT ROWS?|\d+-ROW VALUES CLAUSE)$/gm, '')).not.toMatch(
        walksATable,
      );
      expect(mostRows(plan)).toBeLessThanOrEqual(10);
    }
  });
});
