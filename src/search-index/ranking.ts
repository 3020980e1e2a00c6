import { wordTerm, type SearchedType, type WordPlace } from '../database/full-text/terms.js';

/** What the ranking looks at. */
export interface FoundDocument {
  readonly type: SearchedType;
  readonly id: string;
  readonly sortName: string;
  readonly words: string;
}

export interface Asked {
  /** The folded input. */
  readonly text: string;
  readonly words: readonly string[];
}

/** Best first. */
export const ranks = [
  'its name',
  'how its name begins',
  'words of its name',
  'words of its name or tags',
  'any of its words',
  'mistyped',
] as const;

const everywhere: readonly WordPlace[] = ['name', 'tag', 'description'];

/** Does the word begin one of the document's, in any of these places? */
export const hasWord = (
  { type, words }: Pick<FoundDocument, 'type' | 'words'>,
  word: string,
  places: readonly WordPlace[] = everywhere,
): boolean => places.some((place) => words.includes(` ${wordTerm(type, place, word)}`));

/** Which of the ranks a document that was found has: 0 is the best, and everything has it where nothing was asked. */
export function rankOf({ text, words }: Asked, document: FoundDocument): number {
  if (words.length === 0) return 0;
  const stand = (places: readonly WordPlace[]) => words.every((word) => hasWord(document, word, places));
  if (stand(everywhere)) {
    if (document.sortName === text) return 0;
    if (document.sortName.startsWith(text)) return 1;
    return stand(['name']) ? 2 : stand(['name', 'tag']) ? 3 : 4;
  }
  return 5;
}

/** The documents in the order of their ranks, those of one rank as {@link byName} has them. */
export function ranked<Document extends FoundDocument>(
  asked: Asked,
  documents: readonly Document[],
): Document[] {
  const withRanks = documents.map((document) => ({ document, rank: rankOf(asked, document) }));
  withRanks.sort((one, other) => one.rank - other.rank || byName(one.document, other.document));
  return withRanks.map(({ document }) => document);
}

type Named = Pick<FoundDocument, 'sortName' | 'type' | 'id'>;

/** By the folded name, resources before projects, then by id: the order of both databases, which compare by code point. */
export const byName = (one: Named, other: Named): number =>
  byCodePoint(one.sortName, other.sortName) ||
  byCodePoint(other.type, one.type) ||
  byCodePoint(one.id, other.id);

/** Below 0 where `one` comes first. JavaScript itself compares halves of characters. */
export function byCodePoint(one: string, other: string): number {
  if (one === other) return 0;
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return place(one, at) - place(other, at);
}

/** The end comes before every character, and halves of characters after all that are whole. */
function place(text: string, at: number): number {
  if (at >= text.length) return -1;
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
