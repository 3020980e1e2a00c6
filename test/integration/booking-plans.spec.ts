import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../support/test-server.js';
import type { Scope } from '../../src/access/scope.js';
import { newId } from '../../src/common/ids.js';
import { readPage } from '../../src/common/page.js';
import { ours, rendered } from '../../src/common/sql.js';
import {
  bookingOrder,
  matching,
  pageSql,
  type BookingOrderField,
} from '../../src/bookings/lists/booking-list.js';
import { readSearch } from '../../src/bookings/lists/booking-search.js';
import { dialect } from '../support/test-database.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const all: Scope = { rows: 'all' };
const own: Scope = { rows: 'own', userId: newId() };

/** The database's plan for a page of a list, as lines; PostgreSQL is told to prefer an index to a small table. */
async function planOf(
  sees: Scope,
  search: string | null,
  orderBy: BookingOrderField = 'created_at',
  cursor = false,
): Promise<string[]> {
  const conditions = search === null ? { ok: [] } : readSearch(search, 'app');
  if ('refused' in conditions) throw new Error(conditions.refused);
  const page = readPage({ limit: 20, page: 1, count: 'false', orderBy, sortedBy: 'desc' }, bookingOrder, {
    name: 'bookings',
    tenantId: 't',
    filters: [],
  });
  const at = cursor ? { ...page, after: { value: 5, id: newId() } } : page;
  const found = matching(newId(), sees, { conditions: conditions.ok, start: null, end: null });
  const { text, parameters } = rendered(pageSql(ours('b.meta'), found, at), dialect);
  return server.database.read(async ({ manager }) => {
    if (dialect === 'sqlite') {
      return (await manager.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${text}`, parameters)).map(
        ({ detail }) => detail,
      );
    }
    const runner = manager.connection.createQueryRunner();
    try {
      await runner.query('SET enable_seqscan = off');
      const rows = (await runner.query(`EXPLAIN ${text}`, parameters)) as Record<'QUERY PLAN', string>[];
      return rows.map((row) => row['QUERY PLAN']);
    } finally {
      await runner.query('RESET enable_seqscan');
      await runner.release();
    }
  });
}

const walksATable = /^SCAN |Seq Scan/m;
const sorts = /TEMP B-TREE|Sort/;

describe('a page of bookings', () => {
  it.each<[string, Scope, string | null, BookingOrderField]>([
    ['all of a tenant', all, null, 'created_at'],
    ['by time of change', all, null, 'updated_at'],
    ['by start', all, null, 'start'],
    ['by end', all, null, 'end'],
    ["a user's own", own, null, 'created_at'],
    ['customer.email', all, 'customer.email:a@b.c', 'created_at'],
    ['customer.phone', all, 'customer.phone:1', 'created_at'],
    ['customer.name', all, 'customer.name:ann', 'created_at'],
    ['state', all, 'state:confirmed', 'created_at'],
    ['graph', all, 'graph:instant', 'created_at'],
    ['completed', all, 'completed:true', 'created_at'],
    ['resource.id', all, `resource.id:${newId()}`, 'created_at'],
    ['project.id', all, `project.id:${newId()}`, 'created_at'],
    ['user.id', all, `user.id:${newId()}`, 'created_at'],
    ['meta', all, 'meta.order:17', 'created_at'],
    ["meta among a user's own", own, 'meta.order:17', 'created_at'],
  ])('is read off an index in its order: %s', async (_, sees, search, orderBy) => {
    for (const cursor of [false, true]) {
      const plan = (await planOf(sees, search, orderBy, cursor)).join('\n');
      expect(plan).not.toMatch(walksATable);
      if (dialect === 'sqlite') expect(plan).not.toMatch(sorts);
    }
  });

  it.each([
    'customer.name:ann*',
    'customer.name:*ann',
    'customer.name:*ann*',
    'meta.a:1;meta.b:2',
    'customer.email:a@b;meta.a:1',
  ])('is found by an index: %s', async (search) => {
    expect((await planOf(all, search)).join('\n')).not.toMatch(walksATable);
  });
});
