import type { Interval } from './interval.js';

/** Slots of one length, ascending by start, then rank; typed arrays, because there may be hundreds of thousands. */
interface RankedStarts {
  readonly starts: Float64Array;
  /** Rank of the resource whose start stands at the same place. */
  readonly ranks: Uint32Array;
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
    const first = at;
    while (starts[++at] === start);
    if (rule !== 'all' || at - first === startsByRank.length) {
      slots.push({ start, end: start + lengthMs, ranks: Array.from(ranks.subarray(first, at)) });
    }
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
    const starts = Float64Array.from(startsByRank[low] ?? []);
    return { starts, ranks: new Uint32Array(starts.length).fill(low) };
  }
  const middle = (low + high) >>> 1;
  const left = mergedStarts(startsByRank, low, middle, isFirstOnly);
  const right = mergedStarts(startsByRank, middle, high, isFirstOnly);
  const most = left.starts.length + right.starts.length;
  const [starts, ranks] = [new Float64Array(most), new Uint32Array(most)];
  let size = 0;
  for (let i = 0, j = 0; i < left.starts.length || j < right.starts.length; size++) {
    const [a, b] = [left.starts[i] ?? Infinity, right.starts[j] ?? Infinity];
    if (a <= b) {
      starts[size] = a;
      ranks[size] = left.ranks[i++] ?? 0;
      if (a === b && isFirstOnly) j++;
    } else {
      starts[size] = b;
      ranks[size] = right.ranks[j++] ?? 0;
    }
  }
  return { starts: starts.subarray(0, size), ranks: ranks.subarray(0, size) };
}
