import fc from 'fast-check';
import type { Constraint } from '../../src/schedule/constraint.js';
import { readClock, type ClockMinutes, type OracleCase } from './slot-oracle.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Each scene is ten days of one clock; windows lie in the middle four, so that neighbouring days are always known. */
const SCENE_DAYS = 10;

/** Days, the sixth of their scene, on which a clock does something unusual. */
const changes = [
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

export interface Scene {
  readonly zone: string;
  readonly clock: ClockMinutes;
  /** The minute before which the clock jumps; the middle of the scene where it never does. */
  readonly jump: number;
  /** Times that the clock shows, or would have shown, around the jump: minutes of the day. */
  readonly jumpTimes: readonly number[];
  /** The date of the jump. */
  readonly date: string;
}

function sceneAt(zone: string, date: string): Scene {
  const clock = readClock(zone, Date.parse(`${date}T00:00Z`) - 5 * DAY, SCENE_DAYS * 1440);
  const shown = clock.locals.map((local) => Date.parse(`${local}Z`) / MINUTE);
  const found = shown.findIndex((minute, index) => index > 0 && minute !== (shown[index - 1] ?? 0) + 1);
  const jump = found === -1 ? shown.length / 2 : found;
  const [after = 0, before = 0] = [clock.minutesOfDay[jump], (shown[jump - 1] ?? 0) + 1].map(
    (minute = 0) => minute % 1440,
  );
  const around = [before, after, (before + after) / 2].flatMap((at) => [
    at - 15,
    at - 1,
    at,
    at + 1,
    at + 15,
  ]);
  return {
    zone,
    clock,
    jump,
    jumpTimes: around.map(Math.round).filter((minute) => minute >= 0 && minute <= 1440),
    date: clock.dates[jump] ?? date,
  };
}

const scenes = new Map(changes.map(([zone, date]) => [`${zone} ${date}`, sceneAt(zone, date)]));

/** Cases name their scene, so that a counterexample does not print a clock. */
export function sceneOf(name: string): Scene {
  const scene = scenes.get(name);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
}

const two = (value: number) => String(value).padStart(2, '0');
const textOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const timeOf = (minutes: number): number | string => (minutes % 120 === 0 ? minutes / 60 : textOf(minutes));

const timeIn = ({ jumpTimes }: Scene): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...jumpTimes) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1440 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 24 }).map((hours) => hours * 60) },
  );

const spanIn = (scene: Scene) =>
  fc
    .tuple(timeIn(scene), timeIn(scene))
    .filter(([one, other]) => one !== other)
    .map((ends) => ends.sort((one, other) => one - other))
    .map(([start = 0, end = 0]) => ({ start: timeOf(start), end: timeOf(end) }));

const day = fc.constantFrom('Monday', 'tuesday', 'WEDNESDAY', 'Thursday', 'friday', 'Saturday', 'sunday');

/** Periods of more than a day; local ones often begin or end around the jump. */
function periodIn(scene: Scene) {
  const { clock, date } = scene;
  const textAt = (minute: number) => new Date(clock.startMs + minute * MINUTE).toISOString();
  const edge = fc.integer({ min: 2 * 1440, max: (SCENE_DAYS - 2) * 1440 }).map(textAt);
  const atJump = timeIn(scene)
    .filter((minute) => minute < 1440)
    .map((minute) => `${date}T${textOf(minute)}:00.000Z`);
  return fc
    .tuple(edge, fc.oneof(edge, atJump), fc.constantFrom('instant', 'local', 'date'))
    .filter(([one, other]) => Math.abs(Date.parse(one) - Date.parse(other)) > DAY)
    .map(([one, other, form]) => {
      const length = { instant: 24, local: 19, date: 10 }[form];
      const [start = '', end = ''] = [one, other].sort().map((text) => text.slice(0, length));
      return { start, end };
    });
}

const constraintIn = (scene: Scene): fc.Arbitrary<Constraint> =>
  fc
    .tuple(
      fc.constantFrom('allow', 'allow', 'block'),
      fc.oneof(
        { weight: 4, arbitrary: spanIn(scene).map((held) => ['hours', held] as const) },
        {
          weight: 3,
          arbitrary: fc
            .tuple(day, spanIn(scene))
            .map(([name, held]) => ['day_and_time', { day: name, ...held }] as const),
        },
        { weight: 1, arbitrary: day.map((name) => ['day', { day: name }] as const) },
        { weight: 3, arbitrary: periodIn(scene).map((held) => ['period', held] as const) },
        { weight: 1, arbitrary: fc.constantFrom(['weekdays', {}] as const, ['weekends', {}] as const) },
      ),
    )
    .map(([word, [kind, held]]) => ({ [`${word}_${kind}`]: held }) as unknown as Constraint);

const minutes = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * MINUTE);
const oneOf = (...counts: number[]) => fc.constantFrom(...counts.map((count) => count * MINUTE));
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const buffer = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: minutes(0, 90) },
  { weight: 1, arbitrary: fc.constant(DAY) },
);

function factsIn(scene: Scene, instant: fc.Arbitrary<number>): fc.Arbitrary<OracleCase> {
  const booking = fc.record({
    start: instant,
    length: fc.oneof(minutes(1, 180), minutes(1, 1500)),
    bufferBefore: buffer,
    bufferAfter: buffer,
  });
  return fc.record({
    lists: fc.array(fc.array(constraintIn(scene), { maxLength: 3 }), { maxLength: 3 }),
    bookings: fc
      .array(booking, { maxLength: 8 })
      .map((all) => all.map(({ length, ...one }) => ({ ...one, end: one.start + length }))),
    bufferBefore: buffer,
    bufferAfter: buffer,
    notice: seldom(minutes(0, 1440)),
    window: seldom(minutes(0, 4 * 1440)),
    perDay: seldom(fc.integer({ min: 1, max: 3 })),
    nowMs: instant,
    isPastAllowed: fc.boolean(),
  });
}

/** A resource, a window and a grid, all of them on whole minutes, around an unusual day of some zone. */
export const someCase = fc.constantFrom(...scenes.keys()).chain((name) => {
  const scene = sceneOf(name);
  const { startMs } = scene.clock;
  const instant = minutes(3 * 1440, (SCENE_DAYS - 3) * 1440).map((ms) => startMs + ms);
  const from = fc.oneof(
    instant,
    minutes(0, 1500).map((ms) => startMs + scene.jump * MINUTE - ms),
  );
  return fc.record({
    name: fc.constant(name),
    facts: factsIn(scene, instant),
    grid: fc
      .record({
        from,
        width: minutes(0, 3 * 1440),
        lengthMs: fc.oneof(oneOf(15, 30, 60, 1440, 1500), minutes(1, 120)),
        stepMs: fc.oneof(oneOf(5, 15, 30, 60, 1440), minutes(1, 90)),
        isRoundedToHour: fc.boolean(),
      })
      .map(({ width, ...grid }) => ({
        ...grid,
        to: Math.min(grid.from + width, startMs + (SCENE_DAYS - 3) * DAY),
      })),
  });
});

/** Instants on whole minutes in the four days in which windows lie. */
export const instantsIn = (name: string, count: number): fc.Arbitrary<number[]> => {
  const { clock, jump } = sceneOf(name);
  const minute = fc.oneof(
    fc.integer({ min: 3 * 1440, max: (SCENE_DAYS - 3) * 1440 }),
    fc.integer({ min: jump - 200, max: jump + 200 }),
  );
  return fc.array(
    minute.map((at) => clock.startMs + at * MINUTE),
    { minLength: count, maxLength: count },
  );
};
