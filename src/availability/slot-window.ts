import type { Occupancy } from '../occupancy/occupancy.entity.js';
import type { Window } from '../occupancy/overlapping.js';
import type { Interval } from '../schedule/interval.js';
import { reachOf } from '../schedule/occupied.js';
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
