import type { SearchedType, WordPlace } from '../database/full-text/terms.js';
import { sortNameOf } from '../database/full-text/stored-document.js';
import { askedWords } from '../database/full-text/words.js';
import { allPlaces, every, tagged, wordMistyped, wordsIn, type Expression } from './expression.js';
import type { Asked } from './ranking.js';

/** Words of an input that count; the first ones. */
export const wordsAtMost = 10;

export interface SearchQuestion {
  /** Any text; nothing in it is an operator. Without a word in it everything is found. */
  readonly input: string;
  /** At least one. */
  readonly types: readonly SearchedType[];
  /** Letter by letter; a document has all of them. */
  readonly tags: readonly string[];
  /** Ids of which a document has one; null where any will do. */
  readonly among: readonly string[] | null;
  /** At least 1; with `offset` at most {@link deepestHit}. */
  readonly limit: number;
  readonly offset: number;
}

/** How the words of a question may stand in a document: the ranks that the index is asked for, best first. */
export interface ReadQuestion {
  readonly asked: Asked;
  readonly inName: Expression | null;
  readonly inNameOrTags: Expression | null;
  /** All that is found, the words spelled as they are. Null where the question is for everything. */
  readonly anywhere: Expression | null;
  /** The tags that are asked for. */
  readonly tags: readonly Expression[];
}

export function readQuestion({ input, types, tags }: SearchQuestion): ReadQuestion {
  const words = askedWords(input).slice(0, wordsAtMost);
  const withTags = tags.map((tag) => tagged(types, tag));
  const narrowed = (places: readonly (typeof allPlaces)[number][]): Expression | null => {
    const parts = [...(words.length === 0 ? [] : [wordsIn(types, places, words)]), ...withTags];
    return parts.length === 0 ? null : every(parts);
  };
  return {
    asked: { text: sortNameOf(input), words },
    inName: narrowed(['name']),
    inNameOrTags: narrowed(['name', 'tag']),
    anywhere: narrowed(allPlaces),
    tags: withTags,
  };
}

/** A question in two: for the index, and for the rows that the index has. */
export interface SplitQuestion {
  readonly indexed: Expression;
  readonly also: Expression | null;
}

/**
 * Leaves to the rows what most of them have anyway: in the index, such words cost what all documents do. `unknown` words, which nothing
 * begins with, are taken for mistyped. Where most rows have every word, and no tag is asked for, only the index is asked.
 */
export function splitQuestion(
  { types }: Pick<SearchQuestion, 'types'>,
  { asked: { words }, tags }: Pick<ReadQuestion, 'asked' | 'tags'>,
  {
    inMost,
    unknown = none,
    places = allPlaces,
  }: {
    readonly inMost: ReadonlySet<string>;
    readonly unknown?: ReadonlySet<string>;
    readonly places?: readonly WordPlace[];
  },
): SplitQuestion {
  const partOf = (word: string) =>
    (unknown.has(word) ? wordMistyped(types, word) : null) ?? wordsIn(types, places, [word]);
  const selective = [...words.filter((word) => !inMost.has(word)).map(partOf), ...tags];
  if (selective.length === 0) return { indexed: every(words.map(partOf)), also: null };
  const common = words.filter((word) => inMost.has(word)).map(partOf);
  return { indexed: every(selective), also: common.length === 0 ? null : every(common) };
}

const none: ReadonlySet<string> = new Set();
