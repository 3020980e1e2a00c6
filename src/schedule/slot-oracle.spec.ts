import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantsIn, sceneOf, someCase, type Scene } from '../../test/support/slot-cases.js';
import { SlotOracle, type OracleCase } from '../../test/support/slot-oracle.js';
import { constraintListSchema } from './constraint.schemas.js';
import { unofferedTimes } from './explain.js';
import { contains, difference, intersection, merged } from './interval.js';
import type { Policies } from './policies.js';
import { decideSlot, type SlotFacts } from './slot-decision.js';
import { freeTimes, slotStarts } from './slots.js';

/** How many random cases each fact is tried on. */
const RUNS = 1500;

type Case = typeof someCase extends fc.Arbitrary<infer One> ? One : never;

const policiesOf = (facts: OracleCase): Policies => ({
  bufferBeforeMs: facts.bufferBefore,
  bufferAfterMs: facts.bufferAfter,
  minBookingNoticeMs: facts.notice,
  maxBookingWindowMs: facts.window,
  minCancelNoticeMs: null,
  maxPerDay: facts.perDay,
});

const factsOf = ({ zone }: Scene, facts: OracleCase): SlotFacts => ({
  zone,
  lists: facts.lists.map((list) => constraintListSchema.parse(list)),
  policies: policiesOf(facts),
  occupied: facts.bookings,
  nowMs: facts.nowMs,
  isPastAllowed: facts.isPastAllowed,
});

const withInstants = (one: Case) => instantsIn(one.name, 40).map((instants) => ({ ...one, instants }));

describe('the slots of a resource', () => {
  it('are those that a look at the clock every minute finds', () => {
    let offered = 0;
    fc.assert(
      fc.property(someCase, ({ name, facts, grid }) => {
        const scene = sceneOf(name);
        const resource = factsOf(scene, facts);
        const starts = slotStarts(resource, { ...resource, ...grid }, grid);
        offered += starts.length;
        expect(starts).toEqual(new SlotOracle(scene.clock, facts).starts(grid));
      }),
      { numRuns: RUNS },
    );
    expect(offered).toBeGreaterThan(RUNS);
  });

  it('are decided minute by minute as that look decides, for the same reason', () => {
    const reasons = new Map<string, number>();
    fc.assert(
      fc.property(someCase.chain(withInstants), ({ name, facts, grid, instants }) => {
        const scene = sceneOf(name);
        const resource = factsOf(scene, facts);
        const oracle = new SlotOracle(scene.clock, facts);
        for (const start of instants) {
          const decision = decideSlot({ start, end: start + grid.lengthMs }, resource);
          const reason = 'refused' in decision ? decision.refused : null;
          expect([start, reason]).toEqual([start, oracle.refusal(start, grid.lengthMs)]);
          reasons.set(String(reason), (reasons.get(String(reason)) ?? 0) + 1);
        }
      }),
      { numRuns: RUNS / 2 },
    );
    // Every outcome was met, and often.
    expect(reasons.size).toBe(7);
    expect(Math.min(...reasons.values())).toBeGreaterThan(10);
  });

  it('that are offered are decided free, and whatever stands on the grid and is decided free is offered', () => {
    fc.assert(
      fc.property(someCase, ({ name, facts, grid }) => {
        const scene = sceneOf(name);
        const resource = factsOf(scene, facts);
        const window = { ...resource, ...grid };
        const everywhere = { ...resource, occupied: [], policies: policiesOf({ ...facts, ...unbound }) };
        const onGrid = slotStarts(everywhere, { ...window, isPastAllowed: true }, grid);
        const decided = onGrid.filter(
          (start) => 'ok' in decideSlot({ start, end: start + grid.lengthMs }, resource),
        );
        expect(slotStarts(resource, window, grid)).toEqual(decided);
      }),
      { numRuns: RUNS },
    );
  });

  it('and what is said of the times without one fill the window, each instant once', () => {
    fc.assert(
      fc.property(someCase, ({ name, facts, grid }) => {
        const scene = sceneOf(name);
        const resource = factsOf(scene, facts);
        const window = { ...resource, ...grid };
        const slots = slotStarts(resource, window, grid).map((start) => ({
          start,
          end: start + grid.lengthMs,
        }));
        const whole = merged([{ start: grid.from, end: grid.to }]);
        for (const [offered, said] of [
          [freeTimes(resource, window), unofferedTimes(resource, window)],
          [merged(slots), unofferedTimes(resource, window, grid)],
        ] as const) {
          expect(intersection(offered, merged(said))).toEqual([]);
          expect(merged([...offered, ...said])).toEqual(whole);
          expect(said.some((part, index) => part.start < (said[index - 1]?.end ?? grid.from))).toBe(false);
        }
        const free = freeTimes(resource, window);
        expect(slots.every((slot) => contains(free, slot) || isLate(slot, facts))).toBe(true);
        expect(difference(free, whole)).toEqual([]);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});

const unbound = { bufferBefore: 0, bufferAfter: 0, notice: null, window: null, perDay: null };

/** Free times end with the booking window, and on full days; a slot that begins before may go on. */
const isLate = ({ end }: { end: number }, facts: OracleCase): boolean =>
  facts.perDay !== null || (facts.window !== null && end > facts.nowMs + facts.window);
