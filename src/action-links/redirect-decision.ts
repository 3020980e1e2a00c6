import { cleanAddress } from './clean-address.js';

export interface RedirectFacts {
  /** The parameter `redirect` of the address; null without one. */
  readonly asked: string | null;
  /** `redirect` of the token, which the merchant signed; null without one. */
  readonly signed: string | null;
  /** The tenant's `allowed_redirects`: origins. */
  readonly allowedOrigins: readonly string[];
}

/** Where the browser goes after the act: nowhere (null), to an address, or not to the one that was asked for. */
export type RedirectDecision = { readonly ok: URL | null } | { readonly refused: 'not_clean' | 'not_listed' };

/**
 * The address asked for, where its origin is listed or it is the very text that the token carries; without one, that of
 * the token. An address that browsers may read in two ways is never followed, whoever wrote it (see clean-address).
 */
export function decideRedirect({ asked, signed, allowedOrigins }: RedirectFacts): RedirectDecision {
  const wanted = asked ?? signed;
  if (wanted === null || wanted === '') return { ok: null };
  const address = cleanAddress(wanted);
  if (address === null) return { refused: 'not_clean' };
  return wanted === signed || allowedOrigins.includes(address.origin)
    ? { ok: address }
    : { refused: 'not_listed' };
}
