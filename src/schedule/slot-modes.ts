import type { Interval } from './interval.js';

/** Slots of one length: their starts, ascending, and at each start the ranks of resources that are free. */
interface RankedStarts {
  readonly starts: readonly number[];
  /** Rank of the resource at the same place of `starts`. */
  readonly ranks: readonly number[];
}

export interface SlotOfRanks extends Interval {
  /** Ascending. */
  readonly ranks: readonly number[];
}

/**
 * Who is offered where several are free: the first by rank, everyone, or everyone but only where nobody is missing.
 */
export type SharingRule = 'first' | 'each' | 'all';

/**
 * Brings the starts of several resources, by rank, together into slots, chronological. Two slots are the same when
 * they begin at the same instant. O(n log resources).
 */
export function sharedSlots(
  startsByRank: readonly (readonly number[])[],
  lengthMs: number,
  rule: SharingRule,
): SlotOfRanks[] {
  const { starts, ranks } = mergedStarts(startsByRank, 0, startsByRank.length, rule === 'first');
  const slots: SlotOfRanks[] = [];
  for (let at = 0; at < starts.length;) {
    const start = starts[at] ?? 0;
    let after = at + 1;
    while (after < starts.length && starts[after] === start) after++;
    if (rule !== 'all' || after - at === startsByRank.length) {
      slots.push({ start, end: start + lengthMs, ranks: ranks.slice(at, after) });
    }
    at = after;
  }
  return slots;
}

/** The starts of the resources of rank `low` to `high` − 1 in order of start, then rank; perhaps only the first of each start. */
function mergedStarts(
  startsByRank: readonly (readonly number[])[],
  low: number,
  high: number,
  isFirstOnly: boolean,
): RankedStarts {
  if (high - low <= 1) {
    const starts = startsByRank[low] ?? [];
    return { starts, ranks: new Array<number>(starts.length).fill(low) };
  }
  const middle = (low + high) >>> 1;
  const left = mergedStarts(startsByRank, low, middle, isFirstOnly);
  const right = mergedStarts(startsByRank, middle, high, isFirstOnly);
  const starts: number[] = [];
  const ranks: number[] = [];
  for (let i = 0, j = 0; i < left.starts.length || j < right.starts.length;) {
    const [a, b] = [left.starts[i] ?? Infinity, right.starts[j] ?? Infinity];
    if (a <= b) {
      starts.push(a);
      ranks.push(left.ranks[i++] ?? 0);
      if (a === b && isFirstOnly) j++;
    } else {
      starts.push(b);
      ranks.push(right.ranks[j++] ?? 0);
    }
  }
  return { starts, ranks };
}
