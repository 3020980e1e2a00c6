import { isJsonObject, type JsonObject } from '../common/free-form.js';
import type { JournalRow } from './journal-row.entity.js';

/** A row of the journal as `include=history` and the export show it. */
export interface ShownJournalRow {
  readonly sequence: number;
  readonly action: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Unix milliseconds: whoever shows it writes it in the zone of the answer. */
  readonly at: number;
  readonly by: {
    readonly kind: string;
    readonly credential_id: string | null;
    readonly user_id: string | null;
  };
  readonly request_id: string | null;
  readonly fingerprint: string | null;
  readonly details: JsonObject;
  readonly hash: string;
}

export const shownJournalRow = (row: JournalRow): ShownJournalRow => ({
  sequence: row.sequence,
  action: row.action,
  from: row.fromState,
  to: row.toState,
  at: row.at,
  by: { kind: row.credentialKind, credential_id: row.credentialId, user_id: row.userId },
  request_id: row.requestId,
  fingerprint: row.fingerprint,
  details: detailsOf(row.details),
  hash: row.hash,
});

/** A row that someone wrote past the product may hold anything: it is shown as having no details. */
function detailsOf(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
