import type { ErrorCode } from '../common/error-catalogue.js';

/** What a code means to whoever reads it, and what to do about it. */
export interface ErrorGuidance {
  readonly meaning: string;
  readonly remedy: string;
}

/** One entry per code; `docs/errors.md` and the page `/docs/errors` are both made from this table. */
export const errorGuide: Readonly<Record<ErrorCode, ErrorGuidance>> = {
  request_malformed: {
    meaning: 'The bytes that arrived are no HTTP request, or the body is no JSON.',
    remedy:
      'Look at `detail`, mend what builds the request, and send it again; repeating it unchanged cannot help.',
  },
  parameter_repeated: {
    meaning: 'A query parameter or form field stands twice, or is spelled as a list (`name[]=`).',
    remedy: 'Send each parameter once. Where several values are understood they are one text with commas.',
  },
  credential_ambiguous: {
    meaning: 'The request carries two credentials, and which one is meant cannot be told.',
    remedy:
      'Send one: an `Authorization` header or `?jwt=`, not two different ones, and neither of them twice. A client’s `client_id` and `secret` in the body, and its `?auth=`, say the same as its header.',
  },
  credential_missing: {
    meaning:
      'The route needs a credential and none came, or the tenant wants a security token and the client sent none.',
    remedy:
      'Send an API key (`Basic` with an empty user name, or `Bearer`), a token (`Bearer` or `?jwt=`), or as a client `client_id:token` (`Basic`).',
  },
  token_malformed: {
    meaning:
      'The text is not a compact JWS: three non-empty base64url parts without padding whose header and payload are JSON objects, at most 16 KiB.',
    remedy: 'Send the token as the signing library gave it: no quotes, no line breaks, nothing cut off.',
  },
  token_expired: {
    meaning: 'The time in `exp` has passed, or the token is older than its configuration allows.',
    remedy:
      'Make a new token. If it was made just now, compare the clock of the machine that signs with the time here.',
  },
  token_not_active: {
    meaning: '`nbf` or `iat` lies in the future by more than the clock tolerance.',
    remedy: 'Wait, or correct the clock of the machine that signs.',
  },
  token_rejected: {
    meaning:
      'The credential does not prove itself. An unknown key, a wrong signature, a wrong algorithm, a disabled configuration, a disabled user and a token for another user all answer this, in the same bytes.',
    remedy:
      'The operator sees the exact reason in the log under this `request_id`, and with `countersign explain` for the token in question.',
  },
  forbidden: {
    meaning: 'The credential is good, but its kind may not call this route.',
    remedy: 'Use a credential of a kind that the reference names for this route.',
  },
  origin_not_allowed: {
    meaning: 'A credential held by browsers came from a page whose origin the tenant has not listed.',
    remedy: 'Add the origin, scheme and port included, to `allowed_origins` of the tenant.',
  },
  outside_audience: {
    meaning:
      'The minted token is good, but neither a path of its `aud` nor one of its `methods` is that of the request.',
    remedy:
      'Mint a token whose `aud` names this path and whose `methods` name this method, or ask what it opens.',
  },
  query_pinned: {
    meaning:
      'The minted token pins this query parameter, and the request gives it another value, twice, or under another spelling of its name.',
    remedy: 'Leave the parameter out: the token puts it in.',
  },
  user_suspended: {
    meaning: 'The merchant has suspended this user, and refuses devices of suspended users.',
    remedy: 'Show the user whom to turn to. The merchant lifts it with `POST /v2/proj/user/{user}`.',
  },
  not_found: {
    meaning:
      'There is no such route, or no such thing for this caller. What belongs to another tenant, or lies out of sight of the caller, answers the same.',
    remedy:
      '`model` names what is missing. Check the id, and whether the credential is that of the right tenant.',
  },
  request_timeout: {
    meaning: 'The request did not arrive completely in the time allowed.',
    remedy: 'Send it again over a better connection.',
  },
  action_not_available: {
    meaning: 'The state that the thing is in does not offer this action, now or for this caller.',
    remedy: 'Read the thing again; what is possible now is named there.',
  },
  slot_taken: {
    meaning: 'Somebody else holds the resource at that time.',
    remedy: 'Offer another time. Repeating the request helps only after the other booking is gone.',
  },
  policy_refused: {
    meaning:
      "A rule of the merchant's forbids it: `policy` names the rule, such as `hours`, `min_booking_notice` or `min_cancel_notice`.",
    remedy:
      'Offer what availability offers; for a cancellation that comes too late, send the customer to the merchant.',
  },
  group_full: {
    meaning: 'Every seat of the event is taken, or it takes nobody any more.',
    remedy: 'Offer another event of `GET /v2/bookings/groups`. A seat may become free when somebody cancels.',
  },
  device_limit_exceeded: {
    meaning:
      'The user has as many attached devices as the merchant allows; this one was not attached. `attached_devices` names those that are.',
    remedy: 'Let the user detach one of them, then attach again.',
  },
  idempotency_conflict: {
    meaning:
      'The `Idempotency-Key` was used in the last 24 hours for another request, or that request is still running.',
    remedy:
      'Use a new key for a new request; repeat the first request with the same body to have its answer again.',
  },
  link_used: {
    meaning:
      'The action link has acted already: each link acts once. `state` names the state that the booking is in now.',
    remedy:
      'Nothing needs to be done where the state is the wanted one. While `undo` is there, a cancellation can still be taken back with it.',
  },
  content_too_large: {
    meaning: 'The body has more than 64,000 characters, or 2 MB where many things are sent at once.',
    remedy: 'Send less at once.',
  },
  uri_too_long: {
    meaning: 'The address of the request is longer than the server reads.',
    remedy: 'Shorten the query.',
  },
  media_type_unsupported: {
    meaning: 'The body is of a type that this route does not read.',
    remedy: 'Send `Content-Type: application/json`.',
  },
  validation_failed: {
    meaning: 'The request can be read, but what it says is not valid.',
    remedy: '`errors` names each field with what is wrong with it.',
  },
  entry_not_kept: {
    meaning:
      'Another entry of the same bulk request failed, and the request asked for all or nothing, or to stop there. Nothing was done for this entry.',
    remedy: 'Mend the entry that failed, and send both again.',
  },
  headers_too_large: {
    meaning: 'The headers together are larger than the server reads (32 KiB).',
    remedy: 'Send fewer or shorter headers; a token has at most 16 KiB.',
  },
  rate_limited: {
    meaning: 'The credential, the tenant or the address has used up what it may ask in this minute.',
    remedy: 'Wait as many seconds as `Retry-After` says.',
  },
  internal_error: {
    meaning: 'Something failed that is no fault of the request.',
    remedy: 'Give the `request_id` to the operator: the log has the cause under it.',
  },
  keys_unavailable: {
    meaning:
      "The keys of the token's issuer cannot be had at the moment, and no copy is held that may still be used; or none of the merchant's API keys can be opened to sign with.",
    remedy: 'Try again after `Retry-After` seconds. The operator sees in the log what stands in the way.',
  },
  verification_busy: {
    meaning:
      "More tokens of this issuer wait to be verified than this process takes: its algorithm is a slow one, and somebody may be sending forged tokens. Tokens that were verified before are not affected, nor are other merchants'.",
    remedy:
      'Send the request again after `Retry-After` seconds. The operator sees in the log who sends tokens that are refused.',
  },
  database_unavailable: {
    meaning: 'The database does not answer.',
    remedy:
      'Try again after a short while, with the same `Idempotency-Key` where something is to be changed.',
  },
  event_streams_full: {
    meaning: 'This process holds as many open event streams as its operator allows.',
    remedy:
      'Open the stream again after `Retry-After` seconds. The operator may raise `COUNTERSIGN_MAX_EVENT_STREAMS` or add a process.',
  },
  shutting_down: {
    meaning: 'This process is about to end and takes no new requests.',
    remedy: 'Send the request again: another process, or the next one, answers it.',
  },
};
