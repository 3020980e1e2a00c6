/** One row of the error catalogue: `docs/errors.md` is compared with this table by a test. */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
}

/** Every code a client may see (contract 0, "Errors"). Codes are stable: never renamed, never reused. */
export const errorCatalogue = {
  request_malformed: { status: 400, title: 'The request cannot be read' },
  parameter_repeated: { status: 400, title: 'A parameter stands more than once' },
  credential_ambiguous: { status: 400, title: 'More than one credential' },
  credential_missing: { status: 401, title: 'A credential is needed' },
  token_malformed: { status: 401, title: 'The token is not a well-formed JWT' },
  token_expired: { status: 401, title: 'The token has expired' },
  token_not_active: { status: 401, title: 'The token is not active yet' },
  token_rejected: { status: 401, title: 'The credential does not prove itself' },
  forbidden: { status: 403, title: 'This credential may not do that' },
  origin_not_allowed: { status: 403, title: 'This origin may not use the credential' },
  outside_audience: { status: 403, title: 'The token does not open this' },
  query_pinned: { status: 403, title: 'The token pins this parameter' },
  user_suspended: { status: 403, title: 'The user is suspended' },
  not_found: { status: 404, title: 'Not found' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  action_not_available: { status: 409, title: 'The state does not offer this action' },
  slot_taken: { status: 409, title: 'The slot is taken' },
  policy_refused: { status: 409, title: "The merchant's rules do not allow it" },
  group_full: { status: 409, title: 'The event has no free seat' },
  device_limit_exceeded: { status: 409, title: 'The user has too many devices' },
  idempotency_conflict: { status: 409, title: 'The idempotency key stands for another request' },
  link_used: { status: 410, title: 'The link was used already' },
  content_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  media_type_unsupported: { status: 415, title: 'The media type is not supported' },
  validation_failed: { status: 422, title: 'The request is not valid' },
  entry_not_kept: { status: 424, title: 'Another entry of the request failed' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something failed here' },
  keys_unavailable: { status: 503, title: "The issuer's keys cannot be had" },
  verification_busy: { status: 503, title: 'Too many tokens wait to be verified' },
  database_unavailable: { status: 503, title: 'The database is away' },
  event_streams_full: { status: 503, title: 'The server holds as many event streams as it may' },
  shutting_down: { status: 503, title: 'The server is shutting down' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
