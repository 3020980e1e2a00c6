import type { Decision } from '../common/decision.js';

/** What a merchant or a client keeps with a device or a user: names to text. */
export type Metadata = Readonly<Record<string, string>>;

/** Names that stay at most. */
const namesAtMost = 50;

/** The latest value of each name wins; names that only `held` has stay. Refused where more than 50 names would stay. */
export function mergedMetadata(held: Metadata, given: Metadata): Decision<Metadata, 'too_many_names'> {
  const merged = new Map([...Object.entries(held), ...Object.entries(given)]);
  return merged.size > namesAtMost ? { refused: 'too_many_names' } : { ok: Object.fromEntries(merged) };
}

/** Whether merging would change nothing. */
export const holdsAlready = (held: Metadata, given: Metadata): boolean =>
  Object.entries(given).every(([name, value]) => Object.hasOwn(held, name) && held[name] === value);
