import { joined, ours, sql, type Sql } from '../common/sql.js';
import {
  edgeTerm,
  isEdge,
  tagTerm,
  typoTerms,
  wordTerm,
  type SearchedType,
  type WordPlace,
} from '../database/full-text/terms.js';

/** What documents must be known by. Its terms hold letters, digits and pictures: text from outside is never anything else. */
export type Expression =
  | { readonly every: readonly Expression[] }
  | { readonly some: readonly Expression[] }
  | { readonly one: Expression; readonly butNot: Expression }
  | {
      /** How the index is asked. */
      readonly term: string;
      readonly asBeginning: boolean;
      /** One of these then stands among the document's words; null where only the index knows. */
      readonly amongWords: readonly string[] | null;
    };

/** Each of these words begins a word in one of these places; where the description is one of them, all are. */
export const wordsIn = (
  types: readonly SearchedType[],
  places: readonly WordPlace[],
  words: readonly string[],
): Expression => every(words.map((word) => some(types.flatMap((type) => beginsIn(type, places, word)))));

/** The word begins one in any place. */
export const wordAnywhere = (types: readonly SearchedType[], word: string): Expression =>
  wordsIn(types, allPlaces, [word]);

export const allPlaces = ['name', 'tag', 'description'] as const satisfies readonly WordPlace[];

function beginsIn(type: SearchedType, places: readonly WordPlace[], word: string): Expression[] {
  const among = (place: WordPlace) => ` ${wordTerm(type, place, word)}`;
  if (!isEdge(word))
    return places.map((place) => ({
      term: wordTerm(type, place, word),
      asBeginning: true,
      amongWords: [among(place)],
    }));
  const edge = (place: 'name' | 'tag' | 'anywhere', stands: readonly WordPlace[]) => ({
    term: edgeTerm(type, place, word),
    asBeginning: false,
    amongWords: stands.map(among),
  });
  return places.includes('description')
    ? [edge('anywhere', allPlaces)]
    : places.flatMap((place) => (place === 'description' ? [] : [edge(place, [place])]));
}

/** One slip away from a word of the name or the tags; null for a word that nobody mistypes. */
export function wordMistyped(types: readonly SearchedType[], word: string): Expression | null {
  const terms = types.flatMap((type) => typoTerms(type, word));
  if (terms.length === 0) return null;
  return some(terms.map((term) => ({ term, asBeginning: false, amongWords: null })));
}

export const tagged = (types: readonly SearchedType[], tag: string): Expression =>
  some(
    types.map((type) => {
      const term = tagTerm(type, tag);
      return { term, asBeginning: false, amongWords: [` ${term} `] };
    }),
  );

const only = (parts: readonly Expression[]): Expression | null =>
  parts.length === 1 ? (parts[0] ?? null) : null;

export const every = (parts: readonly Expression[]): Expression => only(parts) ?? { every: parts };

const some = (parts: readonly Expression[]): Expression => only(parts) ?? { some: parts };

const unknownToRows = 'Only the index knows mistyped words.';

/** For `MATCH` of FTS5. */
export function fts5Text(expression: Expression, code: string): string {
  if ('every' in expression) return listed(expression.every, ' AND ', (part) => fts5Text(part, code));
  if ('some' in expression) return listed(expression.some, ' OR ', (part) => fts5Text(part, code));
  if ('butNot' in expression)
    return `(${fts5Text(expression.one, code)} NOT ${fts5Text(expression.butNot, code)})`;
  return `"${code}${expression.term}"${expression.asBeginning ? ' *' : ''}`;
}

/** For a `tsquery`. */
export function tsqueryText(expression: Expression, code: string): string {
  if ('every' in expression) return listed(expression.every, ' & ', (part) => tsqueryText(part, code));
  if ('some' in expression) return listed(expression.some, ' | ', (part) => tsqueryText(part, code));
  if ('butNot' in expression)
    return `(${tsqueryText(expression.one, code)} & !${tsqueryText(expression.butNot, code)})`;
  return `'${code}${expression.term}'${expression.asBeginning ? ':*' : ''}`;
}

const listed = (parts: readonly Expression[], between: string, text: (part: Expression) => string): string =>
  `(${parts.map(text).join(between)})`;

/** Of a document with these words. */
export function isTrueOf(expression: Expression, words: string): boolean {
  if ('every' in expression) return expression.every.every((part) => isTrueOf(part, words));
  if ('some' in expression) return expression.some.some((part) => isTrueOf(part, words));
  if ('butNot' in expression) return isTrueOf(expression.one, words) && !isTrueOf(expression.butNot, words);
  if (expression.amongWords === null) throw new Error(unknownToRows);
  return expression.amongWords.some((one) => words.includes(one));
}

/** For rows of `search_documents` named `d`, without the index. `place` is the database's function for where a text stands in another. */
export function wordsCondition(expression: Expression, place: 'instr' | 'strpos'): Sql {
  const condition = (part: Expression) => wordsCondition(part, place);
  if ('every' in expression) return sql`(${joined(expression.every.map(condition), ' AND ')})`;
  if ('some' in expression) return sql`(${joined(expression.some.map(condition), ' OR ')})`;
  if ('butNot' in expression)
    return sql`(${condition(expression.one)} AND NOT ${condition(expression.butNot)})`;
  if (expression.amongWords === null) throw new Error(unknownToRows);
  const stands = expression.amongWords.map((words) => sql`${ours(place)}(d.words, ${words}) > 0`);
  return sql`(${joined(stands, ' OR ')})`;
}
