import type { Sealer } from '../../src/crypto/seal.js';
import { IdempotencyKey } from '../../src/idempotency/idempotency-key.entity.js';
import { keptAnswerPlace } from '../../src/tenants/sealed-places.js';
import { SEALER } from '../../src/tenants/sealer.js';
import type { TestServer } from './test-server.js';

/** The row of an Idempotency-Key with its body opened; null where there is none. */
export async function keptAnswerRow(
  server: TestServer,
  { id: tenantId }: { readonly id: string },
  key: string,
): Promise<IdempotencyKey | null> {
  const row = await server.database.read(({ manager }) =>
    manager.findOneBy(IdempotencyKey, { tenantId, key }),
  );
  if (row === null) return null;
  const sealer = server.app.get<Sealer>(SEALER, { strict: false });
  return { ...row, body: row.body && sealer.open(row.body, keptAnswerPlace(row)) };
}
