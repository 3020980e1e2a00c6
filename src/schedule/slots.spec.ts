import { describe, expect, it } from '@jest/globals';
import type { Constraint } from './constraint.js';
import { noPolicies } from './policies.js';
import { freeTimes, slotStarts, type ResourceTimes, type SlotGrid, type TimeWindow } from './slots.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(`${text}Z`);
const shown = (ms: number) => new Date(ms).toISOString().slice(5, 16);

const resource: ResourceTimes = { zone: 'UTC', lists: [], policies: noPolicies, occupied: [] };
const window = (from: string, to: string): TimeWindow => ({
  from: at(from),
  to: at(to),
  nowMs: at('2026-01-01T00:00'),
  isPastAllowed: false,
});
const hourly: SlotGrid = { lengthMs: HOUR, stepMs: HOUR, isRoundedToHour: false };
const starts = (facts: Partial<ResourceTimes>, when: TimeWindow, grid: Partial<SlotGrid> = {}) =>
  slotStarts({ ...resource, ...facts }, when, { ...hourly, ...grid }).map(shown);

const held = (start: string, end: string, buffers = { bufferBefore: 0, bufferAfter: 0 }) => ({
  start: at(start),
  end: at(end),
  ...buffers,
});
const hours = (start: number | string, end: number | string): Constraint[][] => [
  [{ allow_hours: { start, end } }],
];

describe('the grid of slots', () => {
  it('begins where the allowed period begins, however the window is cut', () => {
    const facts = { lists: hours('09:20', 12) };
    expect(starts(facts, window('2026-06-01T09:30', '2026-06-01T20:00'))).toEqual(['06-01T10:20']);
    expect(starts(facts, window('2026-06-01T00:00', '2026-06-01T12:00'))).toEqual([
      '06-01T09:20',
      '06-01T10:20',
    ]);
  });

  it('begins at local midnight where nothing restricts, each day anew', () => {
    const steps = { lengthMs: 5 * HOUR, stepMs: 5 * HOUR };
    expect(starts({ zone: 'Asia/Kathmandu' }, window('2026-06-01T10:00', '2026-06-02T08:00'), steps)).toEqual(
      [
        // 20:00 local crosses midnight; the next day begins again at 00:00.
        '06-01T14:15',
        '06-01T18:15',
        '06-01T23:15',
      ],
    );
  });

  it('is not moved by bookings', () => {
    const facts = { occupied: [held('2026-06-01T09:30', '2026-06-01T09:40')] };
    expect(starts(facts, window('2026-06-01T08:00', '2026-06-01T12:00'))).toEqual([
      '06-01T08:00',
      '06-01T10:00',
      '06-01T11:00',
    ]);
  });

  it('begins at the next full hour of the clock when it is rounded', () => {
    const facts = { lists: hours('09:20', 12), zone: 'Asia/Kathmandu' };
    const when = window('2026-06-01T00:00', '2026-06-02T00:00');
    expect(starts(facts, when, { isRoundedToHour: true })).toEqual(['06-01T04:15', '06-01T05:15']);
    expect(
      starts({ ...facts, lists: hours('09:20', '09:50') }, when, { isRoundedToHour: true, lengthMs: MINUTE }),
    ).toEqual([]);
  });

  it('steps in real time through a change of the clock', () => {
    const grid = { stepMs: 2 * HOUR };
    expect(
      starts({ zone: 'Europe/Copenhagen' }, window('2026-03-28T23:00', '2026-03-29T05:00'), grid),
    ).toEqual(['03-28T23:00', '03-29T01:00', '03-29T03:00']);
  });

  it('has slots that cross midnight within one period only', () => {
    const split: Constraint[][] = [[{ block_hours: { start: 0, end: '00:01' } }]];
    const when = window('2026-06-01T22:00', '2026-06-02T03:00');
    const grid = { stepMs: HOUR / 2, lengthMs: 2 * HOUR };
    expect(starts({}, when, grid).slice(0, 3)).toEqual(['06-01T22:00', '06-01T22:30', '06-01T23:00']);
    expect(starts({ lists: split }, when, grid)).toEqual(['06-02T00:01', '06-02T00:31']);
  });
});

describe('free slots', () => {
  const morning = window('2026-06-01T08:00', '2026-06-01T12:00');
  const quarterly = { stepMs: 15 * MINUTE, lengthMs: 30 * MINUTE };

  it('keep the longer of the buffers that meet', () => {
    const occupied = [
      held('2026-06-01T10:00', '2026-06-01T10:30', { bufferBefore: 15 * MINUTE, bufferAfter: 0 }),
    ];
    const policies = { ...noPolicies, bufferBeforeMs: 30 * MINUTE, bufferAfterMs: 5 * MINUTE };
    expect(starts({ occupied, policies }, morning, quarterly)).toEqual([
      '06-01T08:00',
      '06-01T08:15',
      '06-01T08:30',
      '06-01T08:45',
      '06-01T09:00',
      '06-01T09:15',
      '06-01T11:00',
      '06-01T11:15',
      '06-01T11:30',
    ]);
  });

  it('keep notice and window, both to the millisecond', () => {
    const policies = { ...noPolicies, minBookingNoticeMs: HOUR, maxBookingWindowMs: 2 * HOUR };
    const nowMs = at('2026-06-01T08:00');
    expect(starts({ policies }, { ...morning, nowMs })).toEqual(['06-01T09:00', '06-01T10:00']);
    expect(starts({ policies }, { ...morning, nowMs: nowMs + 1 })).toEqual(['06-01T10:00']);
    expect(starts({ policies }, { ...morning, nowMs: nowMs - 1 })).toEqual(['06-01T09:00']);
  });

  it('lie in the past for those who may book the past', () => {
    const nowMs = at('2026-06-01T09:30');
    expect(starts({}, { ...morning, nowMs })).toEqual(['06-01T10:00', '06-01T11:00']);
    expect(starts({}, { ...morning, nowMs, isPastAllowed: true })).toHaveLength(4);
  });

  it('end with the day whose bookings are as many as may be, in the zone of the resource', () => {
    const policies = { ...noPolicies, maxPerDay: 1 };
    const occupied = [held('2026-06-01T20:00', '2026-06-01T21:00')];
    const when = window('2026-06-01T12:00', '2026-06-01T17:00');
    // In Kathmandu the booking begins on 2 June.
    expect(starts({ policies, occupied }, when)).toEqual([]);
    expect(starts({ policies, occupied, zone: 'Asia/Kathmandu' }, when)).toHaveLength(4);
  });

  it('fit into the window, and none does where it is shorter than a slot', () => {
    expect(starts({}, window('2026-06-01T08:00', '2026-06-01T09:00'))).toEqual(['06-01T08:00']);
    expect(starts({}, window('2026-06-01T08:00', '2026-06-01T08:59'))).toEqual([]);
    expect(starts({}, window('2026-06-01T08:00', '2026-06-01T08:00'))).toEqual([]);
  });
});

describe('free times', () => {
  it('are what is allowed, not busy, and open to book', () => {
    const facts: ResourceTimes = {
      ...resource,
      lists: hours(8, 20),
      policies: {
        ...noPolicies,
        bufferAfterMs: 10 * MINUTE,
        minBookingNoticeMs: HOUR,
        maxBookingWindowMs: 12 * HOUR,
      },
      occupied: [held('2026-06-01T12:00', '2026-06-01T13:00')],
    };
    const when = { ...window('2026-06-01T00:00', '2026-06-02T00:00'), nowMs: at('2026-06-01T07:30') };
    expect(freeTimes(facts, when).map(({ start, end }) => [shown(start), shown(end)])).toEqual([
      ['06-01T08:30', '06-01T11:50'],
      ['06-01T13:00', '06-01T19:30'],
    ]);
  });
});
