import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { withSnapshot } from '../../src/admin/copy/snapshot.js';
import type { ReadAccess } from '../../src/database/access.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;

beforeEach(async () => {
  workspace = await openTestWorkspace();
});
afterEach(() => workspace.remove());

const slugs = async ({ manager }: ReadAccess) =>
  (await manager.query<{ slug: string }[]>('SELECT slug FROM tenants ORDER BY slug')).map(({ slug }) => slug);
const create = (slug: string) =>
  workspace.database.write((transaction) => workspace.tenants.createIn(transaction, { slug }));

it('a snapshot shows one instant: what is written meanwhile is not in it, and is there afterwards', async () => {
  await create('first');
  let later: Promise<unknown> = Promise.resolve();
  const seen = await withSnapshot(workspace.database, async (access) => {
    const before = await slugs(access);
    later = create('second');
    // On SQLite the other write waits for the end of the snapshot; on PostgreSQL it is over before the second look.
    if (workspace.database.dialect === 'postgres') await later;
    return [before, await slugs(access)];
  });
  await later;
  expect(seen).toEqual([['first'], ['first']]);
  expect(await workspace.database.read(slugs)).toEqual(['first', 'second']);
});
