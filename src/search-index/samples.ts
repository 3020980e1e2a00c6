import type { SearchedType, WordPlace } from '../database/full-text/terms.js';
import { isTrueOf, wordsIn, type Expression } from './expression.js';
import type { FoundDocument } from './ranking.js';

/** Documents of a sample at most. */
export const sampledAtMost = 48;

/** Some documents of each type that has any; fewer than {@link sampledAtMost} are all there are. */
export type Samples = ReadonlyMap<SearchedType, readonly Pick<FoundDocument, 'words'>[]>;

/** By type, in the order of the types. */
export const samplesBy = (types: readonly SearchedType[], documents: readonly FoundDocument[]): Samples =>
  new Map(
    types
      .map((type) => [type, documents.filter((document) => document.type === type)] as const)
      .filter(([, sample]) => sample.length > 0),
  );

/** Of how many in the sample of a type an expression says the truth: from 0 to 1. */
export function shareOf(samples: Samples, type: SearchedType, expression: Expression): number {
  const sample = samples.get(type) ?? [];
  if (sample.length === 0) return 0;
  return sample.filter(({ words }) => isTrueOf(expression, words)).length / sample.length;
}

/** The words that begin one in these places of most documents of a type, as far as its sample tells. */
export function wordsOfMost(
  samples: Samples,
  places: readonly WordPlace[],
  words: readonly string[],
): ReadonlySet<string> {
  const isOfMost = (word: string) =>
    [...samples.keys()].some((type) => shareOf(samples, type, wordsIn([type], places, [word])) > 1 / 2);
  return new Set(words.filter(isOfMost));
}
