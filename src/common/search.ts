import { isStorable } from './text.js';

/** Characters of a search at most. */
export const searchAtMost = 4096;

/** Pairs of a search at most. Planning a search costs databases more than its pairs do: a few hundred would keep one busy for seconds. */
export const pairsAtMost = 20;

/** A field and the value it must have, as they stand. */
export interface SearchPair {
  readonly field: string;
  readonly value: string;
}

/**
 * Splits a search (contract 0, "search"): pairs at `;`, fields at the first `:`. The query string is decoded already, so
 * that a raw `;` and `%3B` are the same. Answers the text of what is wrong where a pair has no field, a field stands twice, or
 * there are more than {@link pairsAtMost}.
 */
export function splitSearch(text: string): { ok: readonly SearchPair[] } | { refused: string } {
  if (text.length > searchAtMost) return { refused: `must have at most ${searchAtMost} characters` };
  if (!isStorable(text)) return { refused: 'must be well-formed Unicode without NUL' };
  const pairs: SearchPair[] = [];
  const seen = new Set<string>();
  const pieces = text.split(';', pairsAtMost + 1);
  if (pieces.length > pairsAtMost) return { refused: `must have at most ${pairsAtMost} pairs` };
  for (const piece of pieces) {
    const at = piece.indexOf(':');
    if (at < 1) return { refused: 'must be pairs FIELD:VALUE, separated by ;' };
    const field = piece.slice(0, at);
    if (seen.has(field)) return { refused: `names ${shownField(field)} twice` };
    seen.add(field);
    pairs.push({ field, value: piece.slice(at + 1) });
  }
  return { ok: pairs };
}

/** A field name as an answer repeats it. */
export const shownField = (field: string): string => (field.length > 100 ? `${field.slice(0, 100)}…` : field);
