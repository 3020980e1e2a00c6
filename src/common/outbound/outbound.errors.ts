/** Why an outgoing request was not made, or its answer not taken. A closed list: reports and metrics name these. */
export type OutboundRefusal =
  | 'url_invalid'
  | 'scheme_not_allowed'
  | 'url_has_credentials'
  | 'url_has_fragment'
  | 'name_not_resolved'
  | 'address_not_public'
  | 'connection_failed'
  | 'tls_failed'
  | 'timed_out'
  | 'redirected'
  | 'status_not_200'
  | 'encoded'
  | 'too_large'
  | 'closed';

/**
 * The one error that leaves `guardedFetch`. It holds the reason and, for an answer, its status; never a byte of the
 * answer's body, because whoever owns the address chose that body.
 */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';

  constructor(
    readonly reason: OutboundRefusal,
    readonly status?: number,
  ) {
    super(status === undefined ? reason : `${reason} (${String(status)})`);
  }
}
