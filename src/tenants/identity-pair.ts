import { createHash } from 'node:crypto';
import { folded } from '../common/fold.js';
import type { SearchPair } from '../common/search.js';

/** Longer keys stand in the table as a digest: PostgreSQL refuses index entries beyond a third of a page. */
const plainAtMost = 200;

/** Does a pair of this field say who a customer is (contract 3, "Signed search")? Members of meta that begin with `_` are the merchant's own. */
export const isIdentityField = (field: string): boolean =>
  field === 'customer.email' ||
  (field.startsWith('meta.') && field.length > 'meta.'.length && field['meta.'.length] !== '_');

/** One customer as `signed_after` names them: equal for pairs that find the same bookings, so that the case of an e-mail counts for nothing. */
export function identityKey({ field, value }: SearchPair): string {
  const key = `${field}:${field === 'customer.email' ? folded(value) : value}`;
  return key.length <= plainAtMost ? key : `sha256 ${createHash('sha256').update(key).digest('base64url')}`;
}
