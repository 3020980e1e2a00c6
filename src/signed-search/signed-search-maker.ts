import { readSearch } from '../bookings/lists/booking-search.js';
import { splitSearch, type SearchPair } from '../common/search.js';
import { signJws } from '../crypto/sign-jws.js';
import { isIdentityField } from '../tenants/identity-pair.js';
import type { SigningKey } from '../tenants/signing-keys.js';

/** What is wrong with which member of a wish. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** When a signed search was made and when it ends, Unix seconds; null: never. */
export interface SignedTimes {
  readonly iat: number;
  readonly exp: number | null;
}

/** A signed search and the two addresses that it opens. */
export interface SignedSearch {
  readonly token: string;
  /** The customer's bookings, for programs. */
  readonly url: string;
  /** The page that shows them. */
  readonly overviewUrl: string;
}

/** Characters of the longer address at most: many proxies take no more in a request's first line. */
const addressAtMost = 8000;

/**
 * The pairs of a signed search (contract 3): at least one says who the customer is, each is one that a customer may search,
 * and each can stand in a search as it is. Answers what is wrong with which field otherwise.
 */
export function signedSearchPairs(
  members: Readonly<Record<string, string>>,
): { readonly ok: readonly SearchPair[] } | { readonly refused: FieldErrors } {
  const pairs = Object.entries(members).map(([field, value]) => ({ field, value }));
  const errors = pairs.flatMap((pair): [string, string[]][] => {
    const fault = faultOf(pair);
    return fault === null ? [] : [[pair.field, [fault]]];
  });
  if (!pairs.some(({ field }) => isIdentityField(field)))
    errors.push(['customer.email', ['is needed, or meta.KEY: one of them says who the customer is']]);
  if (errors.length > 0) return { refused: Object.fromEntries(errors) };
  const whole = splitSearch(searchText(pairs));
  return 'refused' in whole
    ? { refused: { search: [`${whole.refused}, all pairs together`] } }
    : { ok: pairs };
}

/** Why a pair cannot be signed: a search would read it otherwise, or would not find by it. */
function faultOf(pair: SearchPair): string | null {
  if (pair.value === '') return 'must not be empty';
  if (/[;:]/.test(pair.field)) return 'is not a field: names hold no ; and no :';
  if (pair.value.includes(';')) return 'must not hold ; which separates the pairs of a search';
  const read = readSearch(searchText([pair]), 'customer');
  return 'refused' in read ? read.refused : null;
}

/** The pairs as they stand in `search`. */
export const searchText = (pairs: readonly SearchPair[]): string =>
  pairs.map(({ field, value }) => `${field}:${value}`).join(';');

/** The token: HS256, its members named as the search fields are, `kid` names the key. */
export function signedSearchToken(
  slug: string,
  pairs: readonly SearchPair[],
  { iat, exp }: SignedTimes,
  { id, key }: Pick<SigningKey, 'id' | 'key'>,
): string {
  const fields = Object.fromEntries(pairs.map(({ field, value }) => [field, value]));
  const payload = { app_slug: slug, ...fields, iat, ...(exp !== null && { exp }) };
  return signJws({ typ: 'JWT', kid: id }, payload, 'HS256', key);
}

/** The addresses of a signed search; in the overview's the token stands behind `#`, where no server's log sees it. Null where they are too long to be asked for. */
function signedSearchAddresses(
  publicUrl: string,
  slug: string,
  pairs: readonly SearchPair[],
  token: string,
): SignedSearch | null {
  const query = `search=${encodeURIComponent(searchText(pairs))}&signed_search=${token}`;
  const url = `${publicUrl}/v2/bookings?${query}`;
  if (url.length > addressAtMost) return null;
  return { token, url, overviewUrl: `${publicUrl}/overview/${slug}#${query}` };
}

/** Makes a signed search of pairs that {@link signedSearchPairs} has let pass, or says what is wrong. */
export function makeSignedSearch(
  { publicUrl, slug }: { readonly publicUrl: string; readonly slug: string },
  members: Readonly<Record<string, string>>,
  times: SignedTimes,
  key: Pick<SigningKey, 'id' | 'key'>,
): { readonly ok: SignedSearch } | { readonly refused: FieldErrors } {
  const checked = signedSearchPairs(members);
  if ('refused' in checked) return checked;
  const pairs = checked.ok;
  const made = signedSearchAddresses(publicUrl, slug, pairs, signedSearchToken(slug, pairs, times, key));
  if (made !== null) return { ok: made };
  return {
    refused: { search: [`is too long: the address would have more than ${addressAtMost} characters`] },
  };
}
