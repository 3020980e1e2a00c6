import { sql, type Sql } from '../common/sql.js';
import type { JournalContent } from './journal-content.js';

/** What a row says, and SHA-256 over it (see chain). */
export type DigestedContent = JournalContent & { readonly digest: string };

/**
 * For PostgreSQL: locks the tenant's head, links the contents after it in their order and moves it, in one statement, so
 * that the lock is held until the commit and no longer. The hashes are those of chain.ts. Fails where the tenant has no head:
 * a row without a number is refused.
 */
export function linkedInsert(tenantId: string, contents: readonly DigestedContent[]): Sql {
  const entries = JSON.stringify(contents.map(({ digest: _, ...row }, index) => ({ n: index + 1, ...row })));
  // One after the other, 32 bytes each: found by their place, so that the cost of a link does not grow with the number of entries.
  const digests = Buffer.from(contents.map(({ digest }) => digest).join(''), 'hex');
  return sql`
    WITH RECURSIVE head AS MATERIALIZED (
      SELECT sequence, hash FROM journal_heads WHERE tenant_id = ${tenantId} FOR UPDATE),
    entries AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${entries}) AS e (
        n integer, "bookingId" uuid, action text, "fromState" text, "toState" text, at bigint,
        "requestId" text, "credentialKind" text, "credentialId" text, "userId" uuid, fingerprint text,
        details text)),
    chain AS (
      SELECT 0 AS n, (SELECT sequence FROM head) AS sequence, (SELECT hash FROM head) AS previous_hash, (SELECT hash FROM head) AS hash
      UNION ALL
      SELECT c.n + 1, c.sequence + 1, c.hash,
        encode(sha256(decode(c.hash, 'hex') || int8send(c.sequence + 1)
          || substr(${digests}::bytea, c.n * 32 + 1, 32)), 'hex') COLLATE "C"
      FROM chain c WHERE c.n < ${contents.length}),
    moved AS (
      UPDATE journal_heads h SET sequence = l.sequence, hash = l.hash
      FROM (SELECT sequence, hash FROM chain ORDER BY n DESC LIMIT 1) l WHERE h.tenant_id = ${tenantId})
    INSERT INTO journal (tenant_id, sequence, booking_id, action, from_state, to_state, at,
      request_id, credential_kind, credential_id, user_id, fingerprint, details, previous_hash, hash)
    SELECT ${tenantId}, c.sequence, e."bookingId", e.action, e."fromState", e."toState", e.at,
      e."requestId", e."credentialKind", e."credentialId", e."userId", e.fingerprint, e.details, c.previous_hash, c.hash
    FROM chain c JOIN entries e ON e.n = c.n`;
}
