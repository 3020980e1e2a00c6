import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readClock, SlotOracle, type ClockMinutes, type OracleCase } from '../../test/support/slot-oracle.js';
import type { Constraint } from './constraint.js';
import { constraintListSchema } from './constraint.schemas.js';
import { unofferedTimes } from './explain.js';
import { contains, difference, intersection, merged } from './interval.js';
import type { Policies } from './policies.js';
import { decideSlot, type SlotFacts } from './slot-decision.js';
import { freeTimes, slotStarts } from './slots.js';

/** How many random cases each fact is tried on. */
const RUNS = 1500;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Each scene is ten days of one clock; windows lie in the middle four, so that neighbouring days are always known. */
const SCENE_DAYS = 10;

/** Days whose clocks do something unusual on the sixth. */
const scenes = [
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Apia', '2012-04-01'],
  ['Asia/Kathmandu', '2026-06-10'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/Copenhagen', '2027-03-28'],
  ['Europe/Copenhagen', '2026-10-25'],
  // Midnight itself is skipped, repeated, or comes twice with an hour of the day before in between.
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['America/Havana', '2026-11-01'],
  ['America/St_Johns', '2010-11-07'],
] as const;

interface Scene {
  readonly zone: string;
  readonly clock: ClockMinutes;
}

const read = new Map(
  scenes.map(([zone, date]): [string, Scene] => {
    const startMs = Date.parse(`${date}T00:00Z`) - 5 * DAY;
    return [`${zone} ${date}`, { zone, clock: readClock(zone, startMs, SCENE_DAYS * 1440) }];
  }),
);

/** Scenes by name: a counterexample shall not print a clock. */
const sceneOf = (name: string): Scene => {
  const scene = read.get(name);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
};

const nearMidnightOrChange = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.integer({ min: 0, max: 16 }).map((quarters) => quarters * 15),
  fc.integer({ min: 0, max: 24 }).map((hours) => hours * 60),
);
const timeOf = (minutes: number): number | string =>
  minutes % 120 === 0
    ? minutes / 60
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const span = fc
  .tuple(nearMidnightOrChange, nearMidnightOrChange)
  .filter(([one, other]) => one !== other)
  .map((ends) => ends.sort((one, other) => one - other))
  .map(([start = 0, end = 0]) => ({ start: timeOf(start), end: timeOf(end) }));

const day = fc.constantFrom('Monday', 'tuesday', 'WEDNESDAY', 'Thursday', 'friday', 'Saturday', 'sunday');
const word = fc.constantFrom('allow', 'allow', 'block');

function periodIn({ clock }: Scene) {
  const edge = fc.integer({ min: 2 * 1440, max: (SCENE_DAYS - 2) * 1440 });
  const utc = (minute: number) => new Date(clock.startMs + minute * MINUTE).toISOString();
  return fc
    .tuple(edge, edge, fc.constantFrom('instant', 'local', 'date'))
    .filter(([one, other]) => Math.abs(one - other) > 1440)
    .map(([one, other, form]) => {
      const [start, end] = [utc(Math.min(one, other)), utc(Math.max(one, other))];
      if (form === 'instant') return { start, end };
      const length = form === 'local' ? 19 : 10;
      return { start: start.slice(0, length), end: end.slice(0, length) };
    });
}

const constraintIn = (scene: Scene): fc.Arbitrary<Constraint> =>
  fc
    .tuple(
      word,
      fc.oneof(
        { weight: 4, arbitrary: span.map((held) => ['hours', held] as const) },
        {
          weight: 3,
          arbitrary: fc
            .tuple(day, span)
            .map(([name, held]) => ['day_and_time', { day: name, ...held }] as const),
        },
        { weight: 1, arbitrary: day.map((name) => ['day', { day: name }] as const) },
        { weight: 3, arbitrary: periodIn(scene).map((held) => ['period', held] as const) },
        { weight: 1, arbitrary: fc.constantFrom(['weekdays', {}] as const, ['weekends', {}] as const) },
      ),
    )
    .map(([first, [kind, held]]) => ({ [`${first}_${kind}`]: held }) as unknown as Constraint);

const minutes = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * MINUTE);
const buffer = fc.oneof(fc.constant(0), minutes(0, 90), fc.constant(DAY));

/** A resource, a window and a grid, all of them on whole minutes. */
const someCase = fc.constantFrom(...read.keys()).chain((name) => {
  const scene = sceneOf(name);
  const { startMs } = scene.clock;
  const inMiddle = minutes(3 * 1440, (SCENE_DAYS - 3) * 1440).map((ms) => startMs + ms);
  const booking = fc.record({
    start: inMiddle,
    length: fc.oneof(minutes(1, 180), minutes(1, 1500)),
    bufferBefore: buffer,
    bufferAfter: buffer,
  });
  return fc.record({
    name: fc.constant(name),
    facts: fc.record({
      lists: fc.array(fc.array(constraintIn(scene), { maxLength: 4 }), { maxLength: 3 }),
      bookings: fc
        .array(booking, { maxLength: 8 })
        .map((all) => all.map(({ length, ...one }) => ({ ...one, end: one.start + length }))),
      bufferBefore: buffer,
      bufferAfter: buffer,
      notice: fc.option(minutes(0, 1440), { freq: 2 }),
      window: fc.option(minutes(0, 4 * 1440), { freq: 2 }),
      perDay: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 }),
      nowMs: inMiddle,
      isPastAllowed: fc.boolean(),
    }) satisfies fc.Arbitrary<OracleCase>,
    grid: fc
      .record({
        from: inMiddle,
        width: minutes(0, 3 * 1440),
        lengthMs: fc.oneof(
          fc.constantFrom(15, 30, 60, 1440, 1500).map((m) => m * MINUTE),
          minutes(1, 300),
        ),
        stepMs: fc.oneof(
          fc.constantFrom(5, 15, 30, 60, 1440).map((m) => m * MINUTE),
          minutes(1, 200),
        ),
        isRoundedToHour: fc.boolean(),
      })
      .map(({ width, ...grid }) => ({ ...grid, to: Math.min(grid.from + width, startMs + 7 * DAY) })),
  });
});

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
      fc.property(someCase, fc.array(fc.nat(4 * 1440), { minLength: 40, maxLength: 40 }), (one, offsets) => {
        const { name, facts, grid } = one;
        const scene = sceneOf(name);
        const resource = factsOf(scene, facts);
        const oracle = new SlotOracle(scene.clock, facts);
        for (const offset of offsets) {
          const start = scene.clock.startMs + 3 * DAY + offset * MINUTE;
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
        const offered = new Set(slotStarts(resource, window, grid));
        const isOffered = (start: number) => offered.has(start);
        const everywhere = { ...resource, occupied: [], policies: policiesOf({ ...facts, ...unbound }) };
        for (const start of slotStarts(everywhere, { ...window, isPastAllowed: true }, grid)) {
          const decision = decideSlot({ start, end: start + grid.lengthMs }, resource);
          expect([start, 'ok' in decision]).toEqual([start, isOffered(start)]);
          offered.delete(start);
        }
        expect([...offered]).toEqual([]);
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
          for (const [index, part] of said.entries()) {
            expect(part.start).toBeGreaterThanOrEqual(said[index - 1]?.end ?? grid.from);
          }
        }
        for (const slot of slots)
          expect(contains(freeTimes(resource, window), slot) || isLate(slot, facts)).toBe(true);
        expect(difference(freeTimes(resource, window), whole)).toEqual([]);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});

const unbound = { bufferBefore: 0, bufferAfter: 0, notice: null, window: null, perDay: null };

/** Free times end with the booking window, and on full days; a slot that begins before may go on. */
const isLate = ({ end }: { end: number }, facts: OracleCase): boolean =>
  facts.perDay !== null || (facts.window !== null && end > facts.nowMs + facts.window);
