import type { Occupancy } from '../occupancy/occupancy.entity.js';
import type { Window } from '../occupancy/overlapping.js';
import type { Interval } from '../schedule/interval.js';
import { reachOf } from '../schedule/occupied.js';
import type { Policies } from '../schedule/policies.js';
import type { ResourceRules } from './booking-rules.js';

/** The window whose occupancies decide about the span on every one of the resources. */
export function windowOf(resources: readonly Pick<ResourceRules, 'timezone'>[], span: Interval): Window {
  let [from, to] = [span.start, span.end];
  for (const zone of new Set(resources.map(({ timezone }) => timezone))) {
    const reach = reachOf(span, zone);
    from = Math.min(from, reach.start);
    to = Math.max(to, reach.end);
  }
  return { from, to };
}

/**
 * The part of that window whose occupancies can meet the span or its buffers; undefined where bookings of the day are
 * counted, for then all of the day decide.
 */
export function nearOf(policies: readonly Policies[], { start, end }: Interval): Window | undefined {
  if (policies.some(({ maxPerDay }) => maxPerDay !== null)) return undefined;
  const before = Math.max(0, ...policies.map(({ bufferBeforeMs }) => bufferBeforeMs));
  const after = Math.max(0, ...policies.map(({ bufferAfterMs }) => bufferAfterMs));
  return { from: start - before, to: end + after };
}

/** Occupancies by resource. */
export function grouped(rows: readonly Occupancy[]): ReadonlyMap<string, readonly Occupancy[]> {
  const groups = new Map<string, Occupancy[]>();
  for (const row of rows) {
    const group = groups.get(row.resourceId);
    if (group === undefined) groups.set(row.resourceId, [row]);
    else group.push(row);
  }
  return groups;
}
