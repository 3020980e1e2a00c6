import { difference, type Interval } from '../schedule/interval.js';
import { sharedTimes } from '../schedule/free-modes.js';
import { sharedSlots } from '../schedule/slot-modes.js';
import type { OfferedSlot, ResourceFacts, SlotRequest } from '../schedule/offered-slots.js';
import { noPolicies } from '../schedule/policies.js';
import { freeTimes, slotStarts } from '../schedule/slots.js';

/**
 * The slots of the grid, inside the allowed hours, that cannot be booked: something holds the time or its buffer, or a
 * policy rules it out. Chronological, each with all resources that it is missing on. With length null the times themselves.
 */
export function unavailableSlots(resources: readonly ResourceFacts[], request: SlotRequest): OfferedSlot[] {
  const { lengthMs } = request;
  const shared =
    lengthMs === null
      ? sharedTimes(
          resources.map((resource) =>
            difference(freeTimes(unbooked(resource), open(request)), freeTimes(resource, request)),
          ),
          'each',
        )
      : sharedSlots(
          resources.map((resource) => {
            const grid = { ...request, lengthMs };
            const offered = new Set(slotStarts(resource, request, grid));
            return slotStarts(unbooked(resource), open(request), grid).filter((start) => !offered.has(start));
          }),
          lengthMs,
          'each',
        );
  return shared.map(({ start, end, ranks }: Interval & { ranks: readonly number[] }) => ({
    start,
    end,
    resourceIds: ranks.flatMap((rank) => resources[rank]?.id ?? []),
  }));
}

const unbooked = (resource: ResourceFacts): ResourceFacts => ({
  ...resource,
  occupied: [],
  policies: noPolicies,
});

const open = (request: SlotRequest): SlotRequest => ({ ...request, isPastAllowed: true });
