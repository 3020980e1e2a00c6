/** A span of time, half-open: `start` belongs to it, `end` does not. Unix milliseconds, `start` < `end`. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/**
 * Sorted by start, disjoint and not touching: the form in which every function here answers, and in which every one
 * but `merged` takes its lists.
 */
export type Intervals = readonly Interval[];

/** The union of intervals in any order; empty ones vanish, touching ones become one. O(n log n), O(n) when sorted. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const answer: Interval[] = [];
  let last: { start: number; end: number } | null = null;
  for (const { start, end } of inOrder(intervals)) {
    if (!(start < end)) continue;
    if (last !== null && start <= last.end) {
      if (end > last.end) last.end = end;
      continue;
    }
    last = { start, end };
    answer.push(last);
  }
  return answer;
}

function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  const isSorted = intervals.every(
    ({ start }, index) => index === 0 || (intervals[index - 1]?.start ?? 0) <= start,
  );
  return isSorted ? intervals : intervals.toSorted((one, other) => one.start - other.start);
}

/** What lies in both. O(n + m). */
export function intersection(one: Intervals, other: Intervals): Interval[] {
  const answer: Interval[] = [];
  for (let i = 0, j = 0; ;) {
    const [a, b] = [one[i], other[j]];
    if (a === undefined || b === undefined) return answer;
    const start = Math.max(a.start, b.start);
    const end = Math.min(a.end, b.end);
    if (start < end) answer.push({ start, end });
    if (a.end < b.end) i++;
    else j++;
  }
}

/** What lies in `from` and not in `taken`. O(n + m). */
export function difference(from: Intervals, taken: Intervals): Interval[] {
  const answer: Interval[] = [];
  let next = 0;
  for (const { start, end } of from) {
    let rest = start;
    while ((taken[next]?.end ?? Infinity) <= rest) next++;
    for (let at = next; ; at++) {
      const away = taken[at];
      if (away === undefined || away.start >= end) break;
      if (away.start > rest) answer.push({ start: rest, end: away.start });
      rest = away.end;
    }
    if (rest < end) answer.push({ start: rest, end });
  }
  return answer;
}

/** What lies in [start, end). */
export const clipped = (intervals: Intervals, start: number, end: number): Interval[] =>
  start < end ? intersection(intervals, [{ start, end }]) : [];

/** The place of the first interval that ends after the instant; the length when none does. O(log n). */
export function firstEndingAfter(intervals: Intervals, instant: number): number {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle]?.end ?? Infinity) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Does the whole of it lie in one of the intervals? O(log n). */
export function contains(intervals: Intervals, { start, end }: Interval): boolean {
  const around = intervals[firstEndingAfter(intervals, start)];
  return around !== undefined && around.start <= start && end <= around.end;
}

/** Does any part of it lie in one of the intervals? O(log n). */
export function overlaps(intervals: Intervals, { start, end }: Interval): boolean {
  const around = intervals[firstEndingAfter(intervals, start)];
  return around !== undefined && around.start < end;
}
