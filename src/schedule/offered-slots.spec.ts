import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  availabilityModes,
  offeredSlots,
  shuffled,
  type ResourceFacts,
  type SlotRequest,
} from './offered-slots.js';
import type { Interval } from './interval.js';
import { noPolicies } from './policies.js';
import { decideSlot } from './slot-decision.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const from = Date.parse('2026-06-01T08:00Z');
const shown = (ms: number) => new Date(ms).toISOString().slice(11, 16);
const hour = (count: number) => from + count * HOUR;
const request: SlotRequest = {
  mode: 'exclusive',
  from,
  to: hour(4),
  nowMs: from,
  isPastAllowed: false,
  lengthMs: HOUR,
  stepMs: HOUR,
  isRoundedToHour: false,
};
const resource = (id: string, busy: [number, number][] = [], zone = 'UTC'): ResourceFacts => ({
  id,
  zone,
  lists: [],
  policies: noPolicies,
  occupied: busy.map(([start, end]) => ({
    start: hour(start),
    end: hour(end),
    bufferBefore: 0,
    bufferAfter: 0,
  })),
});
const first = () => 0;
const offered = (resources: ResourceFacts[], given: Partial<SlotRequest>, random: () => number = first) =>
  offeredSlots(resources, { ...request, ...given }, random).map(
    ({ start, end, resourceIds }) => `${shown(start)}-${shown(end)} ${resourceIds.join('+')}`,
  );

const two = [resource('a', [[0, 2]]), resource('b', [[1, 3]])];

describe('slots of several resources', () => {
  it('go to the first that is free by the given order', () => {
    expect(offered(two, { mode: 'roundrobin_prioritized' })).toEqual([
      '08:00-09:00 b',
      '10:00-11:00 a',
      '11:00-12:00 a',
    ]);
  });

  it('go to the first that is free by an order drawn once for the whole answer', () => {
    const free = [resource('a'), resource('b')];
    const all = ['08:00-09:00', '09:00-10:00', '10:00-11:00', '11:00-12:00'];
    expect(offered(free, { mode: 'roundrobin_random' }, () => 0)).toEqual(all.map((slot) => `${slot} a`));
    expect(offered(free, { mode: 'roundrobin_random' }, () => 0.999)).toEqual(all.map((slot) => `${slot} b`));
  });

  it('name everyone who is free, or are only those at which nobody is missing', () => {
    expect(offered(two, { mode: 'exclusive' })).toEqual([
      '08:00-09:00 b',
      '10:00-11:00 a',
      '11:00-12:00 a+b',
    ]);
    expect(offered(two, { mode: 'mutual' })).toEqual(['11:00-12:00 a+b']);
  });

  it('coincide across zones by instant only', () => {
    const apart = [resource('a'), resource('k', [], 'Asia/Kathmandu')];
    expect(offered(apart, { mode: 'mutual' })).toEqual([]);
    expect(offered(apart, { mode: 'mutual', stepMs: HOUR / 4 })).toHaveLength(13);
    expect(offered(apart, { to: hour(2) })).toEqual(['08:00-09:00 a', '08:15-09:15 k', '09:00-10:00 a']);
  });

  it('of no length are the free times themselves', () => {
    const times = { lengthMs: null };
    expect(offered(two, { ...times, mode: 'mutual' })).toEqual(['11:00-12:00 a+b']);
    expect(offered(two, { ...times, mode: 'exclusive' })).toEqual([
      '08:00-09:00 b',
      '10:00-11:00 a',
      '11:00-12:00 a+b',
    ]);
    expect(offered(two, { ...times, mode: 'roundrobin_prioritized' })).toEqual([
      '08:00-09:00 b',
      '10:00-12:00 a',
    ]);
    expect(offered([...two].reverse(), { ...times, mode: 'roundrobin_prioritized' })).toEqual([
      '08:00-09:00 b',
      '10:00-11:00 a',
      '11:00-12:00 b',
    ]);
    expect(offered([resource('a')], { ...times, mode: 'mutual' })).toEqual(['08:00-12:00 a']);
  });

  it('of nobody are none', () => {
    for (const mode of availabilityModes) {
      expect(offered([], { mode })).toEqual([]);
      expect(offered([], { mode, lengthMs: null })).toEqual([]);
    }
  });
});

const someResources = fc
  .array(
    fc.record({
      zone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
      busy: fc.array(fc.tuple(fc.nat(96), fc.integer({ min: 1, max: 12 })), { maxLength: 6 }),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ zone, busy }, index) =>
      resource(
        `r${index}`,
        busy.map(([start, length]) => [start / 4, (start + length) / 4]),
        zone,
      ),
    ),
  );

const isFree = (slot: Interval, facts: ResourceFacts | undefined): boolean =>
  facts !== undefined && 'ok' in decideSlot(slot, { ...facts, ...request });

describe('what is offered', () => {
  const lengths = fc.constantFrom(null, HOUR / 2, HOUR);
  const steps = fc.constantFrom(HOUR / 4, HOUR / 2, HOUR);

  it('is chronological and free on each resource that it names', () => {
    fc.assert(
      fc.property(
        someResources,
        fc.constantFrom(...availabilityModes),
        lengths,
        steps,
        (resources, mode, lengthMs, stepMs) => {
          const slots = offeredSlots(resources, { ...request, to: hour(24), mode, lengthMs, stepMs }, first);
          const known = new Map(resources.map((facts) => [facts.id, facts]));
          const wrong = slots.filter(
            ({ start, end, resourceIds }, index) =>
              start <= (slots[index - 1]?.start ?? 0) ||
              resourceIds.length === 0 ||
              !resourceIds.every((id) => isFree({ start, end }, known.get(id))),
          );
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is for several resources what each of them offers alone, put together', () => {
    fc.assert(
      fc.property(someResources, lengths, steps, (resources, lengthMs, stepMs) => {
        const asked = { ...request, to: hour(12), lengthMs, stepMs };
        const minutesOf = (slots: readonly { start: number; end: number }[]) =>
          lengthMs === null
            ? slots.flatMap(({ start, end }) => range(start, end, 15 * MINUTE))
            : slots.map(({ start }) => start);
        const alone = resources.map((facts) => ({
          id: facts.id,
          free: new Set(minutesOf(offeredSlots([facts], asked, first))),
        }));
        const instants = [...new Set(alone.flatMap(({ free }) => [...free]))].sort(
          (one, other) => one - other,
        );
        const namesAt = (instant: number) =>
          alone.filter(({ free }) => free.has(instant)).map(({ id }) => id);
        const answered = (mode: SlotRequest['mode']) =>
          offeredSlots(resources, { ...asked, mode }, first).flatMap((slot) =>
            minutesOf([slot]).map((instant) => [instant, ...slot.resourceIds]),
          );
        const named = instants.map((instant) => [instant, ...namesAt(instant)]);
        expect(answered('exclusive')).toEqual(named);
        expect(answered('roundrobin_prioritized')).toEqual(named.map((names) => names.slice(0, 2)));
        expect(answered('mutual')).toEqual(named.filter((names) => names.length === resources.length + 1));
      }),
      { numRuns: 300 },
    );
  });
});

const range = (start: number, end: number, step: number): number[] =>
  Array.from({ length: (end - start) / step }, (_, place) => start + place * step);

describe('a random order', () => {
  it('holds every item once and takes each order equally often', () => {
    const counts = new Map<string, number>();
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 2; b++) {
        const draws = [a / 3, b / 2, 0];
        const order = shuffled(['x', 'y', 'z'], () => draws.shift() ?? 0).join('');
        counts.set(order, (counts.get(order) ?? 0) + 1);
      }
    }
    expect([...counts.keys()].sort()).toEqual(['xyz', 'xzy', 'yxz', 'yzx', 'zxy', 'zyx']);
  });
});
