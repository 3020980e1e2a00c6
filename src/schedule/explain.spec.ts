import { describe, expect, it } from '@jest/globals';
import { unofferedTimes } from './explain.js';
import { noPolicies } from './policies.js';
import type { ResourceTimes, SlotGrid, TimeWindow } from './slots.js';

const MINUTE = 60_000;
const at = (text: string) => Date.parse(`${text}Z`);
const booking = {
  start: at('2026-06-01T12:00'),
  end: at('2026-06-01T13:00'),
  bufferBefore: 0,
  bufferAfter: 15 * MINUTE,
};
const resource: ResourceTimes = {
  zone: 'UTC',
  lists: [],
  policies: noPolicies,
  occupied: [],
};
const day: TimeWindow = {
  from: at('2026-06-01T00:00'),
  to: at('2026-06-02T00:00'),
  nowMs: at('2026-05-01T00:00'),
  isPastAllowed: false,
};
const said = (
  facts: Partial<ResourceTimes>,
  window: Partial<TimeWindow> = {},
  grid: SlotGrid | null = null,
) =>
  unofferedTimes({ ...resource, ...facts }, { ...day, ...window }, grid).map(
    ({ start, end, ...hindrance }) => [
      new Date(start).toISOString().slice(11, 16),
      new Date(end).toISOString().slice(11, 16),
      ...Object.values(hindrance),
    ],
  );

describe('why a time is not offered', () => {
  it('is nothing where all is free', () => {
    expect(said({})).toEqual([]);
  });

  it('is a booking, a hold or a buffer', () => {
    const hold = {
      ...booking,
      start: at('2026-06-01T15:00'),
      end: at('2026-06-01T15:30'),
      bufferAfter: 0,
      isHold: true,
    };
    expect(
      said({ occupied: [hold, booking], policies: { ...noPolicies, bufferAfterMs: 5 * MINUTE } }),
    ).toEqual([
      ['11:55', '12:00', 'buffer'],
      ['12:00', '13:00', 'booking'],
      ['13:00', '13:15', 'buffer'],
      ['14:55', '15:00', 'buffer'],
      ['15:00', '15:30', 'hold'],
    ]);
  });

  it('is the constraint, by its list and its place in it', () => {
    const facts: Partial<ResourceTimes> = {
      lists: [
        [{ allow_hours: { start: 9, end: 17 } }, { block_hours: { start: 12, end: 13 } }],
        [{ allow_hours: { start: 8, end: 16 } }],
      ],
      occupied: [booking],
    };
    expect(said(facts)).toEqual([
      ['00:00', '09:00', 'constraint', 0, null],
      ['12:00', '13:00', 'constraint', 0, 1],
      ['13:00', '13:15', 'buffer'],
      ['16:00', '17:00', 'constraint', 1, null],
      ['17:00', '00:00', 'constraint', 0, null],
    ]);
  });

  it('is the past, the notice or the window', () => {
    const policies = { ...noPolicies, minBookingNoticeMs: 60 * MINUTE, maxBookingWindowMs: 120 * MINUTE };
    const nowMs = at('2026-06-01T10:00');
    expect(said({ policies }, { nowMs })).toEqual([
      ['00:00', '10:00', 'past'],
      ['10:00', '11:00', 'notice'],
      ['12:00', '00:00', 'window'],
    ]);
    expect(said({}, { nowMs })).toEqual([['00:00', '10:00', 'past']]);
    expect(said({}, { nowMs, isPastAllowed: true })).toEqual([]);
  });

  it('is the number of bookings of the day', () => {
    expect(said({ policies: { ...noPolicies, maxPerDay: 1 }, occupied: [booking] })).toEqual([
      ['00:00', '12:00', 'max_per_day'],
      ['12:00', '13:00', 'booking'],
      ['13:00', '13:15', 'buffer'],
      ['13:15', '00:00', 'max_per_day'],
    ]);
  });

  it('is that the free time is too short for a slot of the grid', () => {
    const grid = { lengthMs: 60 * MINUTE, stepMs: 60 * MINUTE, isRoundedToHour: false };
    const lists: ResourceTimes['lists'] = [[{ allow_hours: { start: 11, end: '15:30' } }]];
    expect(said({ lists, occupied: [booking] }, {}, grid)).toEqual([
      ['00:00', '11:00', 'constraint', 0, null],
      ['12:00', '13:00', 'booking'],
      ['13:00', '13:15', 'buffer'],
      ['13:15', '14:00', 'length'],
      ['15:00', '15:30', 'length'],
      ['15:30', '00:00', 'constraint', 0, null],
    ]);
  });

  it('is not gone on with where there is too much of it', () => {
    const blocks = Array.from({ length: 24 }, (_, hour) => ({
      block_hours: {
        start: `${String(hour).padStart(2, '0')}:00`,
        end: `${String(hour).padStart(2, '0')}:30`,
      },
    }));
    const parts = (atMost?: number) =>
      unofferedTimes({ ...resource, lists: [blocks] }, day, null, atMost).map(({ end }) => end - day.from);
    expect(parts()).toHaveLength(24);
    expect(parts(3)).toEqual([1, 3, 5, 7].map((half) => half * 1_800_000));
  });
});
