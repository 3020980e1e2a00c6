import type { SearchPair } from '../common/search.js';

/** Which rows of its tenant a Principal sees; repositories turn it into SQL beside the tenant predicate. */
export type Scope =
  | { readonly rows: 'all' }
  | { readonly rows: 'own'; readonly userId: string }
  /** A customer's: the bookings that all of these pairs of a signed search match. */
  | { readonly rows: 'signed'; readonly pairs: readonly SearchPair[] }
  /** An action link's. */
  | { readonly rows: 'one'; readonly bookingId: string }
  | { readonly rows: 'none' };
