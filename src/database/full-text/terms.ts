import { createHash } from 'node:crypto';
import { firstOf } from './words.js';

/** What can be found by words. */
export type SearchedType = 'resource' | 'project';
/** Where a word stands. */
export type WordPlace = 'name' | 'tag' | 'description';

const typeLetters: Readonly<Record<SearchedType, string>> = { resource: 'r', project: 'p' };
const placeLetters: Readonly<Record<WordPlace | 'anywhere', string>> = {
  name: 'n',
  tag: 't',
  description: 'd',
  anywhere: 'a',
};

/** Beginnings of words up to this many letters are terms themselves: thousands of words begin with one letter. */
export const edgeAtMost = 3;
/** Words that may be mistyped; shorter ones would be mistaken for each other. */
const typoFrom = 4;
const typoTo = 24;

/** A word of a place, as it stands among a document's words and, behind the tenant's code, in the index. */
export const wordTerm = (type: SearchedType, place: WordPlace, word: string): string =>
  `${typeLetters[type]}${placeLetters[place]}${word}`;

/** A beginning of at most {@link edgeAtMost} letters. Most questions ask for it anywhere: one term answers them. */
export const edgeTerm = (type: SearchedType, place: 'name' | 'tag' | 'anywhere', edge: string): string =>
  `${typeLetters[type]}e${placeLetters[place]}${edge}`;

/** A tag as a whole, letter by letter. */
export const tagTerm = (type: SearchedType, tag: string): string =>
  `${typeLetters[type]}g${createHash('sha256').update(tag).digest('hex').slice(0, 24)}`;

/** Two words share one of these when one slip of the keyboard lies between them: a letter too few, too many, another, or two changed about. Empty for words that are too short or too long. */
export function typoTerms(type: SearchedType, word: string): string[] {
  const letters = [...word];
  if (letters.length < typoFrom || letters.length > typoTo) return [];
  const shorter = letters.map((_, left) => letters.filter((_letter, index) => index !== left).join(''));
  return [...new Set([word, ...shorter])].map((one) => `${typeLetters[type]}y${one}`);
}

/** The beginnings of a word that are terms. */
export function edgesOf(word: string): string[] {
  const edges = new Set(Array.from({ length: edgeAtMost }, (_, index) => firstOf(word, index + 1)));
  return [...edges];
}

export const isEdge = (word: string): boolean => [...word.slice(0, 2 * edgeAtMost + 1)].length <= edgeAtMost;

/**
 * Stands before every term of a tenant in the index, so that looking one up costs what the tenant has, however many others
 * there are. Two tenants may share it: rows are found by `tenant_id` all the same.
 */
export const tenantCode = (tenantId: string): string =>
  createHash('sha256').update(tenantId).digest('hex').slice(0, 8);
