import type { SearchPair } from '../common/search.js';

/** A customer's: the bookings that all of these pairs of a signed search match. */
export interface SignedScope {
  readonly rows: 'signed';
  readonly pairs: readonly SearchPair[];
}

/** Which rows of its tenant a Principal sees; repositories turn it into SQL beside the tenant predicate. */
export type Scope =
  | { readonly rows: 'all' }
  | { readonly rows: 'own'; readonly userId: string }
  | SignedScope
  /** A page's: the bookings that all of these pairs match, whether or not they say whose they are. */
  | { readonly rows: 'searched'; readonly pairs: readonly SearchPair[] }
  /** An action link's. */
  | { readonly rows: 'one'; readonly bookingId: string }
  | { readonly rows: 'none' };
