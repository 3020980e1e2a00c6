import type { Decision } from '../common/decision.js';
import {
  offeredSlots,
  shuffled,
  type OfferedSlot,
  type ResourceFacts,
  type SlotRequest,
} from './offered-slots.js';
import { slotStarts, type SlotGrid } from './slots.js';

/** Starts of each resource that a `mutual` question looks at, portion by portion, before it is given up. */
const portions = [32, 128, 512, 2048, 8192, 32_768];

/**
 * The first of {@link offeredSlots}, null where there is none, at the cost of that one: others are not made. `mutual`
 * resources that keep missing each other are given up after 40,000 starts (`too_long`).
 */
export function firstSlot(
  resources: readonly ResourceFacts[],
  request: SlotRequest,
  random: () => number,
): Decision<OfferedSlot | null, 'too_long'> {
  const { lengthMs, mode } = request;
  if (resources.length === 0) return { ok: null };
  if (lengthMs === null) return { ok: offeredSlots(resources, request, random)[0] ?? null };
  const grid = { ...request, lengthMs };
  if (mode === 'mutual') return firstShared(resources, request, grid);
  const ranked = mode === 'roundrobin_random' ? shuffled(resources, random) : resources;
  return { ok: firstOfAny(ranked, request, grid, mode === 'exclusive') };
}

/** The earliest start of anyone, with the first who has it, or with each who has. */
function firstOfAny(
  resources: readonly ResourceFacts[],
  request: SlotRequest,
  grid: SlotGrid,
  withEach: boolean,
): OfferedSlot | null {
  let best = null as OfferedSlot | null;
  for (const resource of resources) {
    // Whoever comes later in the order cannot take the place of an earlier one with a later slot.
    const window: SlotRequest = best === null ? request : { ...request, to: best.end };
    const [start] = slotStarts(resource, window, grid, 1);
    if (start === undefined) continue;
    if (best === null || start < best.start)
      best = { start, end: start + grid.lengthMs, resourceIds: [resource.id] };
    else if (withEach) best = { ...best, resourceIds: [...best.resourceIds, resource.id] };
  }
  return best;
}

/** The earliest start of everyone: the starts of each are compared portion by portion. */
function firstShared(
  resources: readonly ResourceFacts[],
  request: SlotRequest,
  grid: SlotGrid,
): Decision<OfferedSlot | null, 'too_long'> {
  let { from } = request;
  for (const portion of portions) {
    let shared: readonly number[] | null = null;
    // Of everyone every start up to this one is known.
    let known = Infinity;
    for (const resource of resources) {
      const window = { ...request, from, to: Math.min(request.to, known + grid.lengthMs) };
      const starts = slotStarts(resource, window, grid, portion);
      if (starts.length === portion) known = Math.min(known, starts.at(-1) ?? known);
      shared = shared === null ? starts : common(shared, starts);
    }
    const start = shared?.[0];
    if (start !== undefined)
      return { ok: { start, end: start + grid.lengthMs, resourceIds: resources.map(({ id }) => id) } };
    if (known === Infinity) return { ok: null };
    from = known + 1;
  }
  return { refused: 'too_long' };
}

function common(one: readonly number[], other: readonly number[]): number[] {
  const held = new Set(other);
  return one.filter((start) => held.has(start));
}
