import { newId } from '../../src/common/ids.js';
import { Access } from '../../src/devices/access.entity.js';
import { Identity } from '../../src/devices/identities/identity.entity.js';
import type { TestServer } from '../support/test-server.js';

/** An id that was made at that instant. */
export function idAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${newId().slice(14)}`;
}

/** A signed attach of nobody, now; `members` go over the defaults. The id is of its `createdAt`. */
export const accessRow = <Members extends Partial<Access>>(
  tenantId: string,
  members: Members = {} as Members,
): Access & Members => ({
  tenantId,
  id: members.createdAt === undefined ? newId() : idAt(members.createdAt),
  action: 'attach',
  userId: null,
  deviceId: null,
  identityId: null,
  signed: true,
  apiKey: 'key-1',
  token: null,
  confidence: 0,
  ipHash: 'h',
  createdAt: Date.now(),
  ...members,
});

/** Accesses written straight into the rows, in the order given. */
export async function buildAccesses(
  server: Pick<TestServer, 'database'>,
  { id: tenantId }: { readonly id: string },
  wanted: readonly Partial<Access>[],
): Promise<Access[]> {
  const rows = wanted.map((members) => accessRow(tenantId, members));
  await server.database.write(async ({ manager }) => {
    for (let from = 0; from < rows.length; from += 500)
      await manager.insert(Access, rows.slice(from, from + 500));
  });
  return rows;
}

export async function buildIdentity(
  server: Pick<TestServer, 'database'>,
  { id: tenantId }: { readonly id: string },
  lastSeenAt = Date.now(),
): Promise<Identity> {
  const row = { tenantId, id: newId(), createdAt: lastSeenAt, lastSeenAt };
  await server.database.write(({ manager }) => manager.insert(Identity, row));
  return row;
}
