import { conditionsOfPairs } from '../bookings/lists/booking-search.js';
import type { Decision } from '../common/decision.js';
import { splitSearch, type SearchPair } from '../common/search.js';
import type { TimeClaims, TimeRefusal } from '../crypto/claims.js';
import type { JsonObject } from '../crypto/strict-json.js';
import { readTokenFrame } from '../tenants/api-key-token.js';
import { isIdentityField } from '../tenants/identity-pair.js';

/** What a signed search says (contract 3, "Signed search"). */
export interface SignedSearchClaims {
  readonly appSlug: string;
  /** At least one of them says who the customer is. */
  readonly pairs: readonly SearchPair[];
  readonly times: TimeClaims;
}

export type SignedSearchClaimRefusal =
  | TimeRefusal
  | 'jti_invalid'
  | 'app_slug_missing'
  | 'member_unknown'
  | 'pair_invalid'
  | 'pair_unsearchable'
  | 'identity_missing';

const frame: ReadonlySet<string> = new Set(['app_slug', 'iat', 'nbf', 'exp', 'jti']);

/**
 * Reads the payload of a signed search: `app_slug`, search fields that a customer may use with values of text, and
 * `iat nbf exp jti`; no other member is. Whether the times hold is not asked here.
 */
export function readSignedSearchClaims(
  payload: JsonObject,
): Decision<SignedSearchClaims, SignedSearchClaimRefusal> {
  const { app_slug: appSlug } = payload;
  if (typeof appSlug !== 'string' || appSlug === '') return { refused: 'app_slug_missing' };
  const framed = readTokenFrame(payload);
  if ('refused' in framed) return framed;
  const pairs: SearchPair[] = [];
  for (const [field, value] of Object.entries(payload)) {
    if (frame.has(field)) continue;
    const pair = readPair(field, value);
    if (typeof pair === 'string') return { refused: pair };
    pairs.push(pair);
  }
  if (!pairs.some(({ field }) => isIdentityField(field))) return { refused: 'identity_missing' };
  if (!isSearchable(pairs)) return { refused: 'pair_unsearchable' };
  return { ok: { appSlug, pairs, times: framed.ok.times } };
}

function readPair(field: string, value: unknown): SearchPair | SignedSearchClaimRefusal {
  // The name is asked about with a value that every field takes.
  if (!isTaken({ field, value: 'true' })) return 'member_unknown';
  if (typeof value !== 'string' || value === '' || !isTaken({ field, value })) return 'pair_invalid';
  return { field, value };
}

const isTaken = (pair: SearchPair): boolean => 'ok' in conditionsOfPairs([pair], 'customer');

/** Can a search say all of this? A name with `:` or a value with `;` would be read as something else. */
function isSearchable(pairs: readonly SearchPair[]): boolean {
  const split = splitSearch(pairs.map(({ field, value }) => `${field}:${value}`).join(';'));
  return (
    'ok' in split &&
    split.ok.length === pairs.length &&
    split.ok.every(
      ({ field, value }, index) => field === pairs[index]?.field && value === pairs[index]?.value,
    )
  );
}
