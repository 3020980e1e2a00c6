import type { Interval } from './interval.js';
import { sharedTimes } from './free-modes.js';
import { sharedSlots, type SharingRule } from './slot-modes.js';
import { freeTimes, slotStarts, type ResourceTimes, type TimeWindow } from './slots.js';

/** How the slots of several resources are brought together. */
export const availabilityModes = [
  'roundrobin_random',
  'roundrobin_prioritized',
  'mutual',
  'exclusive',
] as const;
export type AvailabilityMode = (typeof availabilityModes)[number];

const rules: Readonly<Record<AvailabilityMode, SharingRule>> = {
  roundrobin_random: 'first',
  roundrobin_prioritized: 'first',
  mutual: 'all',
  exclusive: 'each',
};

/** One resource whose slots are asked for. */
export interface ResourceFacts extends ResourceTimes {
  readonly id: string;
}

export interface SlotRequest extends TimeWindow {
  readonly mode: AvailabilityMode;
  /** Length of a slot, ms, at least 1; null asks for the free times themselves, for which the grid means nothing. */
  readonly lengthMs: number | null;
  /** Real time from one start of the grid to the next, ms, at least 1. */
  readonly stepMs: number;
  /** Does the grid begin at full hours of the resource's clock? */
  readonly isRoundedToHour: boolean;
}

export interface OfferedSlot extends Interval {
  readonly resourceIds: readonly string[];
}

/**
 * What can be booked, chronological: with `roundrobin_*` each slot with the first resource that is free, in the given
 * order or in one order that `random` shuffles for the whole answer; with `exclusive` with all that are free; with
 * `mutual` only where all are. `decideSlot` accepts each slot on each of its resources.
 */
export function offeredSlots(
  resources: readonly ResourceFacts[],
  request: SlotRequest,
  random: () => number,
): OfferedSlot[] {
  const ranked = request.mode === 'roundrobin_random' ? shuffled(resources, random) : resources;
  const rule = rules[request.mode];
  const { lengthMs } = request;
  const slots =
    lengthMs === null
      ? sharedTimes(
          ranked.map((resource) => freeTimes(resource, request)),
          rule,
        )
      : sharedSlots(
          ranked.map((resource) => slotStarts(resource, request, { ...request, lengthMs })),
          lengthMs,
          rule,
        );
  const idOf = (rank: number): string => ranked[rank]?.id ?? '';
  return slots.map(({ start, end, ranks }) => ({ start, end, resourceIds: ranks.map(idOf) }));
}

/** A copy in random order, every order as likely as any other. `random` answers numbers in [0, 1). */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const rest = [...items];
  const answer: Item[] = [];
  while (rest.length > 0) answer.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return answer;
}
