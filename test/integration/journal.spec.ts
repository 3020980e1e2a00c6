import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { contentDigest, linkHash } from '../../src/journal/chain.js';
import { systemActor } from '../../src/journal/journal-actor.js';
import type { JournalEntry } from '../../src/journal/journal-entry.js';
import { JournalHead } from '../../src/journal/journal-head.entity.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import { JournalRepository } from '../../src/journal/journal.repository.js';
import { Journal } from '../../src/journal/journal.service.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { goldenChain } from '../builders/journal.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const journal = new Journal(new JournalRepository());
const at = 1_700_000_000_000;

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await openTestWorkspace();
});
afterAll(() => workspace.remove());

const newTenant = async () => (await workspace.tenants.create({ slug: `t-${newId()}` })).id;

const append = (tenantId: string, entries: readonly JournalEntry[]) =>
  workspace.database.write((transaction) => journal.append(transaction, tenantId, entries));

const entry = (members: Partial<JournalEntry> = {}): JournalEntry => ({
  bookingId: newId(),
  action: 'confirm',
  from: null,
  to: 'confirmed',
  at,
  by: systemActor,
  ...members,
});

const stored = (tenantId: string) =>
  workspace.database.read(({ manager }) =>
    manager.find(JournalRow, { where: { tenantId }, order: { sequence: 'ASC' } }),
  );

const headOf = (tenantId: string) =>
  workspace.database.read(({ manager }) => manager.findOneByOrFail(JournalHead, { tenantId }));

describe('the journal', () => {
  it('links rows by the published hashes, on both databases', async () => {
    const tenantId = '018f0000-0000-7000-8000-000000000001';
    await workspace.database.write(({ manager }) =>
      manager.insert(Tenant, {
        id: tenantId,
        slug: 'golden',
        name: 'Golden',
        mode: 'live',
        timezone: 'UTC',
        settings: {},
        createdAt: at,
        updatedAt: at,
      }),
    );
    const vector = goldenChain();
    await append(tenantId, vector.entries.slice(0, 1));
    await append(tenantId, vector.entries.slice(1));
    expect((await stored(tenantId)).map(({ hash }) => hash)).toEqual(vector.hashes);
    expect(await headOf(tenantId)).toMatchObject({ sequence: 3, hash: vector.hashes[2] });
  });

  it('gives every row of transactions that race a place of its own, also the first ones', async () => {
    const tenantId = await newTenant();
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => append(tenantId, Array(1 + (n % 3)).fill(entry()))),
    );
    const rows = await stored(tenantId);
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1));
    let previous = '0'.repeat(64);
    for (const row of rows) {
      expect(row.previousHash).toBe(previous);
      expect(row.hash).toBe(linkHash(previous, row.sequence, contentDigest(row)));
      previous = row.hash;
    }
    expect(await headOf(tenantId)).toMatchObject({ sequence: 24, hash: previous });
  });

  it('leaves neither row nor gap where the transaction fails after it', async () => {
    const tenantId = await newTenant();
    await append(tenantId, [entry()]);
    const failed = workspace.database.write(async (transaction) => {
      await journal.append(transaction, tenantId, [entry()]);
      throw new Error('after the append');
    });
    await expect(failed).rejects.toThrow('after the append');
    await append(tenantId, [entry()]);
    expect((await stored(tenantId)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it.each([
    ['behind its rows', (id: string) => `UPDATE journal_heads SET sequence = 1 WHERE tenant_id = '${id}'`],
    ['gone', (id: string) => `DELETE FROM journal_heads WHERE tenant_id = '${id}'`],
  ])('is not continued where its recorded end is %s: nothing is written over it', async (_, statement) => {
    const tenantId = await newTenant();
    await append(tenantId, [entry(), entry(), entry()]);
    const before = await stored(tenantId);
    await workspace.database.write(({ manager }) => manager.query(statement(tenantId)));
    await expect(append(tenantId, [entry()])).rejects.toThrow();
    expect(await stored(tenantId)).toEqual(before);
  });

  it('takes every text that JSON can hold in its details', async () => {
    const tenantId = await newTenant();
    const details = { nul: '\u0000', lone: '\ud800', quote: `'"\\`, deep: { list: [1, null, true] } };
    await append(tenantId, [entry({ details })]);
    const [row] = await stored(tenantId);
    expect(JSON.parse(row!.details)).toEqual(details);
    expect(row!.hash).toBe(linkHash(row!.previousHash, 1, contentDigest(row!)));
  });

  it('shows the newest rows of each booking, the oldest first, and no other tenant’s', async () => {
    const [tenantId, other] = [await newTenant(), await newTenant()];
    const [a, b, c] = [newId(), newId(), newId()];
    await append(tenantId, [entry({ bookingId: a, details: { n: 1 } }), entry({ bookingId: b })]);
    await append(tenantId, [
      entry({ bookingId: a, action: 'cancel', from: 'confirmed', to: 'cancelled', details: { n: 2 } }),
      entry({ bookingId: a, details: { n: 3 } }),
    ]);
    await append(other, [entry({ bookingId: a, details: { n: 4 } })]);
    const found = await workspace.database.read((access) =>
      journal.ofBookings(access, tenantId, [a, b, c, a], 2),
    );
    expect([...found.keys()].sort()).toEqual([a, b].sort());
    expect(found.get(a)!.map(({ details }) => details)).toEqual([{ n: 2 }, { n: 3 }]);
    expect(found.get(a)![0]).toEqual({
      sequence: 3,
      action: 'cancel',
      from: 'confirmed',
      to: 'cancelled',
      at,
      by: { kind: 'system', credential_id: null, user_id: null },
      request_id: null,
      fingerprint: null,
      details: { n: 2 },
      hash: (await stored(tenantId))[2]!.hash,
    });
  });
});
