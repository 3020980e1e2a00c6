import type { JsonObject } from '../common/free-form.js';

/** Who changed a booking, as the journal keeps it: ids and digests, nothing about persons, no secret. */
export interface JournalActor {
  readonly requestId: string | null;
  /** Kind of the credential that proved the request, such as `api_key` or `jwt`; `system` for what happens by itself. */
  readonly credentialKind: string;
  /** Public id of the API key or of the JwtConfiguration. */
  readonly credentialId: string | null;
  readonly userId: string | null;
  /** SHA-256 of the token, base64url; null where a long-lived key proved the request. */
  readonly fingerprint: string | null;
}

/** One change of a booking, to be written beside it in the same transaction. */
export interface JournalEntry {
  readonly bookingId: string;
  /** The graph's action, or `update`, `delete` and the like. */
  readonly action: string;
  /** State before; null where the booking begins. */
  readonly from: string | null;
  /** State after; null where the booking is gone. */
  readonly to: string | null;
  /** Unix milliseconds. */
  readonly at: number;
  readonly by: JournalActor;
  /** Ids, times and names of changed members; nothing about persons, who may be erased while the journal stays. */
  readonly details?: JsonObject;
}
