import { splitSearch, type SearchPair } from '../common/search.js';
import { CommandFailed } from './command-failed.js';

/** Pairs of a search as words of a command line (`customer.email:x`), or several in one word as in an address. Throws CommandFailed. */
export function readPairs(words: readonly string[]): readonly SearchPair[] {
  const read = splitSearch(words.join(';'));
  if ('refused' in read) throw new CommandFailed(`"${words.join(';')}" ${read.refused}.`);
  return read.ok;
}
