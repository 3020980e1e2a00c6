import { laidOut, allowedBy } from './allowed-time.js';
import { isAllow, timePlanOf } from './constraint-plan.js';
import { difference, intersection, merged, type Interval, type Intervals } from './interval.js';
import { busyTimes, type Occupied } from './occupied.js';
import { noPolicies } from './policies.js';
import { slotStarts, type ResourceTimes, type SlotGrid, type TimeWindow } from './slots.js';
import { fullDays, startBounds } from './start-rules.js';
import { zoneDays, type ZoneDays } from './zone-days.js';

/** Why a time is not offered. */
type Hindrance =
  | {
      readonly reason:
        'past' | 'notice' | 'window' | 'booking' | 'hold' | 'buffer' | 'max_per_day' | 'length';
    }
  | {
      readonly reason: 'constraint';
      /** Place of the list among the resource's lists. */
      readonly list: number;
      /** Place of the `block_…` in that list; null when none of its `allow_…` covers the time. */
      readonly constraint: number | null;
    };

export type Unoffered = Interval & Hindrance;

/**
 * Every part of the window in which the resource offers nothing, chronological and disjoint, each with the first
 * reason of: past, notice, window, constraint, booking, hold, buffer, max_per_day, length. The rest of the window is
 * what `freeTimes` answers or, when a grid is given, what its slots cover: free time that none of them covers is too
 * short for the length. Once there are more than `atMost` parts no further reason is looked for: the answer is not whole then.
 */
export function unofferedTimes(
  resource: ResourceTimes,
  window: TimeWindow,
  grid: SlotGrid | null = null,
  atMost = Infinity,
): Unoffered[] {
  const whole = span(window.from, window.to);
  const offered = grid === null ? [] : slotStarts(resource, window, grid).map(slotOf(grid));
  let rest = difference(whole, merged(offered));
  const found: Unoffered[] = [];
  const say = (times: Intervals, hindrance: Hindrance) => {
    for (const part of intersection(rest, times)) found.push({ ...part, ...hindrance });
    rest = difference(rest, times);
  };
  for (const { times, ...hindrance } of hindrances(resource, window)) {
    say(times, hindrance);
    if (found.length > atMost) break;
  }
  if (grid !== null) say(whole, { reason: 'length' });
  return joined(found.sort((one, other) => one.start - other.start));
}

const slotOf =
  ({ lengthMs }: SlotGrid) =>
  (start: number): Interval => ({ start, end: start + lengthMs });

type Reasoned = Hindrance & { readonly times: Interval[] };

function* hindrances(resource: ResourceTimes, window: TimeWindow): Generator<Reasoned> {
  const { lists, occupied, policies, zone } = resource;
  const { from, to } = window;
  const days = zoneDays(zone, from, to);
  const { notBefore, notAfter, isNotice } = startBounds({ ...window, policies });
  if (!window.isPastAllowed || isNotice) yield { reason: 'past', times: span(-Infinity, window.nowMs) };
  yield { reason: 'notice', times: span(-Infinity, notBefore) };
  yield { reason: 'window', times: span(notAfter, Infinity) };
  for (const index of lists.keys()) yield* constraintHindrances(resource, index, days, window);
  yield { reason: 'booking', times: heldBy(occupied, false) };
  yield { reason: 'hold', times: heldBy(occupied, true) };
  yield { reason: 'buffer', times: busyTimes(occupied, policies) };
  const full = [...fullDays(occupied, policies, days)];
  yield {
    reason: 'max_per_day',
    times: merged(full.map((day) => ({ start: days.startOf(day), end: days.endOf(day) }))),
  };
}

function* constraintHindrances(
  { lists }: ResourceTimes,
  list: number,
  days: ZoneDays,
  { from, to }: TimeWindow,
): Generator<Reasoned> {
  const constraints = lists[list] ?? [];
  for (const [constraint, held] of constraints.entries()) {
    if (isAllow(held)) continue;
    yield { reason: 'constraint', list, constraint, times: laidOut(timePlanOf([held]), days, from, to) };
  }
  const allowed = allowedBy([constraints.filter(isAllow)], days, from, to);
  yield { reason: 'constraint', list, constraint: null, times: difference(span(from, to), allowed) };
}

const span = (start: number, end: number): Interval[] => merged([{ start, end }]);

const heldBy = (occupied: readonly Occupied[], isHold: boolean): Interval[] =>
  busyTimes(
    occupied
      .filter((one) => (one.isHold === true) === isHold)
      .map(({ start, end }) => ({ start, end, bufferBefore: 0, bufferAfter: 0 })),
    noPolicies,
  );

/** Neighbours that touch and have the same reason become one. */
function joined(parts: readonly Unoffered[]): Unoffered[] {
  const answer: Unoffered[] = [];
  for (const part of parts) {
    const last = answer.at(-1);
    if (last !== undefined && last.end === part.start && isSame(last, part)) {
      answer[answer.length - 1] = { ...last, end: part.end };
    } else answer.push(part);
  }
  return answer;
}

const isSame = (one: Hindrance, other: Hindrance): boolean =>
  one.reason === other.reason &&
  (one.reason !== 'constraint' ||
    (other.reason === 'constraint' && one.list === other.list && one.constraint === other.constraint));
