import type { JournalRow } from './journal-row.entity.js';

/** A row as the export hands it out: all that was hashed, so that the chain can be verified without the database (docs/operations.md). What nobody but a forger can have written stands as it is. */
export const exportedRow = (row: JournalRow): Readonly<Record<string, unknown>> => ({
  tenant_id: row.tenantId,
  sequence: row.sequence,
  booking_id: row.bookingId,
  action: row.action,
  from: row.fromState,
  to: row.toState,
  at: exactTime(row.at),
  request_id: row.requestId,
  credential_kind: row.credentialKind,
  credential_id: row.credentialId,
  user_id: row.userId,
  fingerprint: row.fingerprint,
  details: exactJson(row.details),
  previous_hash: row.previousHash,
  hash: row.hash,
});

/** RFC 3339 in UTC with milliseconds. */
function exactTime(ms: number): string | number {
  const date = new Date(ms);
  return date.getTime() === ms ? date.toISOString() : ms;
}

/** The object whose shortest JSON is the text; the text itself where that is another one. */
function exactJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}
