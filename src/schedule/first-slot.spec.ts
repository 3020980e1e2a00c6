import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMs } from '../../test/support/processor-time.js';
import { sceneOf, someCase } from '../../test/support/slot-cases.js';
import { constraintListSchema } from './constraint.schemas.js';
import { firstSlot } from './first-slot.js';
import { availabilityModes, offeredSlots, type ResourceFacts, type SlotRequest } from './offered-slots.js';
import { noPolicies } from './policies.js';
import { slotStarts } from './slots.js';

const RUNS = 600;
const minute = 60_000;
const day = 1440 * minute;
const from = Date.parse('2026-06-01T08:00Z');

const request: SlotRequest = {
  mode: 'roundrobin_prioritized',
  from,
  to: from + 28 * day,
  nowMs: from,
  isPastAllowed: false,
  lengthMs: 60 * minute,
  stepMs: 60 * minute,
  isRoundedToHour: false,
};

const team = fc.tuple(
  someCase,
  fc.array(someCase, { maxLength: 2 }),
  fc.constantFrom(...availabilityModes),
  fc.boolean(),
);

describe('the first slot of several resources', () => {
  it('is the first of all that are offered, whatever the resources, their clocks and the mode', () => {
    const met = { found: 0, none: 0 };
    fc.assert(
      fc.property(team, ([one, others, mode, isFreeTime]) => {
        const resources = [one, ...others].map(({ name, facts }, index): ResourceFacts => ({
          id: String(index),
          zone: sceneOf(name).zone,
          lists: facts.lists.map((list) => constraintListSchema.parse(list)),
          policies: {
            bufferBeforeMs: facts.bufferBefore,
            bufferAfterMs: facts.bufferAfter,
            minBookingNoticeMs: facts.notice,
            maxBookingWindowMs: facts.window,
            minCancelNoticeMs: null,
            maxPerDay: facts.perDay,
          },
          occupied: facts.bookings,
        }));
        const { nowMs, isPastAllowed } = one.facts;
        const asked = { ...one.grid, mode, nowMs, isPastAllowed, ...(isFreeTime && { lengthMs: null }) };
        const [expected = null] = offeredSlots(resources, asked, () => 0);
        met[expected === null ? 'none' : 'found'] += 1;
        expect(firstSlot(resources, asked, () => 0)).toEqual({ ok: expected });
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(met.found, met.none)).toBeGreaterThan(RUNS / 20);
  });

  it('is null where nobody is asked', () => {
    for (const mode of availabilityModes)
      expect(firstSlot([], { ...request, mode }, () => 0)).toEqual({ ok: null });
  });

  it('costs no more when the grid has billions of places, all of them on days that are full', () => {
    const full: ResourceFacts = {
      id: 'a',
      zone: 'Europe/Copenhagen',
      lists: [],
      policies: { ...noPolicies, maxPerDay: 1 },
      occupied: Array.from({ length: 29 }, (_, index) => ({
        start: from + index * day,
        end: from + index * day + minute,
        bufferBefore: 0,
        bufferAfter: 0,
      })),
    };
    const cost = processorMs(() => {
      expect(firstSlot([full], { ...request, stepMs: 1 }, () => 0)).toEqual({ ok: null });
      expect(
        slotStarts(full, { ...request, to: from + 40 * day }, { ...request, lengthMs: 1, stepMs: 1 }, 1),
      ).toEqual([Date.parse('2026-06-29T22:00Z')]);
    });
    expect(cost).toBeLessThan(1_000);
  });

  it('of resources that keep missing each other is looked for long, and then given up', () => {
    const missing = { ...request, mode: 'mutual' as const, lengthMs: minute, stepMs: minute };
    const rivals = (minutes: number) =>
      [0, 1].map((turn): ResourceFacts => ({
        id: String(turn),
        zone: 'UTC',
        lists: [],
        policies: noPolicies,
        // Each is busy in every second minute, one when the other is not.
        occupied: Array.from({ length: minutes / 2 }, (_, index) => ({
          start: from + (2 * index + turn) * minute,
          end: from + (2 * index + turn + 1) * minute,
          bufferBefore: 0,
          bufferAfter: 0,
        })),
      }));
    const meeting = from + 40_000 * minute;
    expect(firstSlot(rivals(40_000), missing, () => 0)).toEqual({
      ok: { start: meeting, end: meeting + minute, resourceIds: ['0', '1'] },
    });
    const far = { ...missing, to: from + 100 * day };
    const two = rivals(140_000);
    const cost = processorMs(() => {
      expect(firstSlot(two, far, () => 0)).toEqual({ refused: 'too_long' });
    });
    expect(cost).toBeLessThan(3_000);
  });
});
