import type { Scope } from '../../access/scope.js';
import { conditionsOfPairs } from '../../bookings/lists/booking-search.js';
import { splitSearch } from '../../common/search.js';

/**
 * Which bookings a minted token sees: all that its key does, or, where it pins a search, those that the search finds, wherever
 * they are asked for. A pinned search that is none of bookings finds none of them.
 */
export function scopeOfPins(pinned: ReadonlyMap<string, string>): Scope {
  const search = pinned.get('search');
  if (search === undefined) return { rows: 'all' };
  const split = splitSearch(search);
  if ('refused' in split || 'refused' in conditionsOfPairs(split.ok, 'minted')) return { rows: 'none' };
  return { rows: 'searched', pairs: split.ok };
}
