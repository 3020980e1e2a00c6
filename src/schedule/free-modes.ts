import { type Intervals } from './interval.js';
import type { SharingRule, SlotOfRanks } from './slot-modes.js';

interface Edge {
  readonly at: number;
  readonly rank: number;
  readonly isFree: boolean;
}

/**
 * Brings the free times of several resources, by rank, together: chronological, disjoint pieces in which the same
 * resources are free. Pieces of one resource that touch are one. O(n log n + n · resources).
 */
export function sharedTimes(freeByRank: readonly Intervals[], rule: SharingRule): SlotOfRanks[] {
  const edges = freeByRank.flatMap((free, rank) =>
    free.flatMap(({ start, end }): Edge[] => [
      { at: start, rank, isFree: true },
      { at: end, rank, isFree: false },
    ]),
  );
  edges.sort((one, other) => one.at - other.at);
  const isFree = freeByRank.map(() => false);
  const pieces: SlotOfRanks[] = [];
  edges.forEach((edge, index) => {
    isFree[edge.rank] = edge.isFree;
    const until = edges[index + 1]?.at ?? edge.at;
    if (until === edge.at) return;
    const ranks = chosen(isFree, rule);
    if (ranks.length > 0) add(pieces, { start: edge.at, end: until, ranks });
  });
  return pieces;
}

function chosen(isFree: readonly boolean[], rule: SharingRule): number[] {
  if (rule === 'first') {
    const rank = isFree.indexOf(true);
    return rank === -1 ? [] : [rank];
  }
  const ranks: number[] = [];
  isFree.forEach((free, rank) => free && ranks.push(rank));
  return rule === 'all' && ranks.length < isFree.length ? [] : ranks;
}

function add(pieces: SlotOfRanks[], piece: SlotOfRanks): void {
  const last = pieces.at(-1);
  if (last?.end === piece.start && isSame(last.ranks, piece.ranks)) {
    pieces[pieces.length - 1] = { ...last, end: piece.end };
  } else pieces.push(piece);
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((rank, place) => other[place] === rank);
