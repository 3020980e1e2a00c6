import { splitSearch, type SearchPair } from '../common/search.js';

/** `invalid`: the search itself cannot be read, and what is wrong with it may be told to whoever holds the token. */
export type SearchCover =
  | { readonly ok: readonly SearchPair[] }
  | { readonly refused: 'search_missing' | 'search_uncovered' }
  | { readonly invalid: string };

/**
 * Does a request's `search` hold every signed pair with exactly that value, letter case included (contract 3)? Answers all
 * of its pairs: those beside the signed ones only narrow.
 */
export function searchCovers(search: string | undefined, signed: readonly SearchPair[]): SearchCover {
  if (search === undefined) return { refused: 'search_missing' };
  const split = splitSearch(search);
  if ('refused' in split) return { invalid: split.refused };
  const asked = new Map(split.ok.map(({ field, value }) => [field, value]));
  const covered = signed.every(({ field, value }) => asked.get(field) === value);
  return covered ? { ok: split.ok } : { refused: 'search_uncovered' };
}
