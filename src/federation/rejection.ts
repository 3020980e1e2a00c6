import type { ErrorCode } from '../common/error-catalogue.js';
import { Problem } from '../common/problem.js';
import { withoutStack } from '../common/without-stack.js';
import type { ClaimRefusal } from '../crypto/claims.js';
import type { MalformedDetail } from '../crypto/compact-jws.js';
import type { HeaderRefusal } from '../crypto/header-rules.js';

/** Why a bearer token does not prove itself: for the rejection log, metrics and `countersign explain`, never for strangers. */
export type RejectionReason =
  | MalformedDetail
  | HeaderRefusal
  | ClaimRefusal
  | 'issuer_invalid'
  | 'issuer_conflict'
  | 'issuer_unknown'
  | 'issuer_mismatch'
  | 'kid_missing'
  | 'kid_invalid'
  | 'kid_unknown'
  | 'kid_is_api_key'
  | 'configuration_disabled'
  | 'configuration_broken'
  | 'key_unknown'
  | 'key_ambiguous'
  | 'signature_wrong'
  | 'user_id_missing'
  | 'user_id_invalid'
  | 'user_unknown'
  | 'user_disabled'
  | 'keys_unavailable'
  | 'verification_busy';

/** A refusal as the layers hand it on: the reason, and what the token was up against where that is known. */
export interface Rejection<Reason extends string = RejectionReason> {
  readonly reason: Reason;
  readonly configurationId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

const malformed =
  /^(not_text|too_long|not_three_parts|(header|payload|signature)_not_.*|(header|payload)_(too_deep|duplicate_member))$/;

/** The public code of a reason why a token, of whatever kind, proves nothing: only form and time are told apart (contract 0, 401), and time only after the signature was right. */
export function publicCodeOf(reason: string): ErrorCode {
  if (reason === 'keys_unavailable' || reason === 'verification_busy') return reason;
  if (reason === 'expired') return 'token_expired';
  if (reason === 'not_active' || reason === 'issued_in_future') return 'token_not_active';
  return malformed.test(reason) ? 'token_malformed' : 'token_rejected';
}

export function problemOf({ reason, retryAfterSeconds }: Rejection<string>): Problem {
  return withoutStack(
    () =>
      new Problem(publicCodeOf(reason), {
        reason,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      }),
  );
}
