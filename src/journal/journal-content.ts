import type { JournalEntry } from './journal-entry.js';
import type { JournalRow } from './journal-row.entity.js';

/** A journal row as far as it is known before its place in the chain. */
export type JournalContent = Omit<JournalRow, 'sequence' | 'previousHash' | 'hash'>;

/** The entry as it is hashed and stored; ids in lower case, as PostgreSQL answers them. */
export function contentOf(tenantId: string, entry: JournalEntry): JournalContent {
  const { by } = entry;
  return {
    tenantId: tenantId.toLowerCase(),
    bookingId: entry.bookingId.toLowerCase(),
    action: entry.action,
    fromState: entry.from,
    toState: entry.to,
    at: entry.at,
    requestId: by.requestId,
    credentialKind: by.credentialKind,
    credentialId: by.credentialId,
    userId: by.userId?.toLowerCase() ?? null,
    fingerprint: by.fingerprint,
    details: JSON.stringify(entry.details ?? {}),
  };
}
