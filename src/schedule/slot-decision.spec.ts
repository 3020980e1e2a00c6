import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Constraint } from './constraint.js';
import { bufferMsAtMost, reachOf } from './occupied.js';
import { noPolicies } from './policies.js';
import { decideSlot, type SlotFacts } from './slot-decision.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(`${text}Z`);
/** Monday, ten to eleven in the morning. */
const slot = { start: at('2026-06-01T10:00'), end: at('2026-06-01T11:00') };
const facts: SlotFacts = {
  zone: 'UTC',
  lists: [],
  policies: noPolicies,
  occupied: [],
  nowMs: at('2026-06-01T08:00'),
  isPastAllowed: false,
};
const free = { ok: 'free' };
const refused = (reason: string) => ({ refused: reason });
const held = (start: string, end: string, bufferBefore = 0, bufferAfter = 0) => ({
  start: at(start),
  end: at(end),
  bufferBefore: bufferBefore * MINUTE,
  bufferAfter: bufferAfter * MINUTE,
});
const before = (bufferAfter: number) => [held('2026-06-01T08:30', '2026-06-01T09:45', 60, bufferAfter)];
const after = (bufferBefore: number) => [held('2026-06-01T11:15', '2026-06-01T12:00', bufferBefore, 60)];
const buffers = (bufferBefore: number, bufferAfter: number) => ({
  ...noPolicies,
  bufferBeforeMs: bufferBefore * MINUTE,
  bufferAfterMs: bufferAfter * MINUTE,
});
const sunday: Constraint[] = [{ allow_day: { day: 'Sunday' } }];
const noon: Constraint[] = [{ block_hours: { start: '10:59', end: 12 } }];

describe('a slot', () => {
  it.each<[string, Partial<SlotFacts>, unknown]>([
    ['with nothing in its way', {}, free],
    ['that touches its neighbours', { occupied: [...before(15), ...after(15)] }, free],
    [
      'that overlaps a booking by a minute',
      { occupied: [held('2026-06-01T10:59', '2026-06-01T12:00')] },
      refused('taken'),
    ],
    [
      'in the middle of a booking',
      { occupied: [held('2026-06-01T09:00', '2026-06-01T12:00')] },
      refused('taken'),
    ],
    ['around a booking', { occupied: [held('2026-06-01T10:20', '2026-06-01T10:40')] }, refused('taken')],
    ['in the buffer after a booking', { occupied: before(16) }, refused('taken')],
    ['in the buffer before a booking', { occupied: after(16) }, refused('taken')],
    ['whose own buffer before is long enough', { occupied: before(0), policies: buffers(15, 99) }, free],
    [
      'whose own buffer before is too long',
      { occupied: before(0), policies: buffers(16, 0) },
      refused('taken'),
    ],
    [
      'whose own buffer after is too long',
      { occupied: after(0), policies: buffers(0, 16) },
      refused('taken'),
    ],
    // The longer of two buffers counts, not their sum.
    [
      'between buffers that meet',
      { occupied: [...before(15), ...after(10)], policies: buffers(10, 15) },
      free,
    ],
    ['that may overlap', { occupied: before(60), isOverlapAllowed: true }, free],
    ['outside the hours', { lists: [sunday] }, refused('hours')],
    ['partly in blocked hours', { lists: [[], noon] }, refused('hours')],
    ['outside the hours, where that may be', { lists: [sunday], isOutsideHoursAllowed: true }, free],
    ['that began a moment ago', { nowMs: slot.start + 1 }, refused('past')],
    ['that begins now', { nowMs: slot.start }, free],
    ['in the past, where that may be', { nowMs: slot.end, isPastAllowed: true }, free],
    [
      'sooner than the notice',
      { policies: { ...noPolicies, minBookingNoticeMs: 2 * HOUR + 1 } },
      refused('min_booking_notice'),
    ],
    ['with just enough notice', { policies: { ...noPolicies, minBookingNoticeMs: 2 * HOUR } }, free],
    [
      'sooner than the notice, where the past may be booked',
      { policies: { ...noPolicies, minBookingNoticeMs: 3 * HOUR }, isPastAllowed: true },
      refused('min_booking_notice'),
    ],
    [
      'in the past with a notice of nothing',
      { policies: { ...noPolicies, minBookingNoticeMs: 0 }, nowMs: slot.end },
      refused('past'),
    ],
    ['just inside the window', { policies: { ...noPolicies, maxBookingWindowMs: 2 * HOUR } }, free],
    [
      'beyond the window',
      { policies: { ...noPolicies, maxBookingWindowMs: 2 * HOUR - 1 } },
      refused('max_booking_window'),
    ],
    [
      'on a day that is full',
      { policies: { ...noPolicies, maxPerDay: 1 }, occupied: [held('2026-06-01T23:00', '2026-06-02T01:00')] },
      refused('max_per_day'),
    ],
    [
      'on a day on which a booking of the day before ends',
      { policies: { ...noPolicies, maxPerDay: 1 }, occupied: [held('2026-05-31T23:00', '2026-06-01T01:00')] },
      free,
    ],
    [
      'on a day that is full in its zone',
      {
        zone: 'Pacific/Apia',
        policies: { ...noPolicies, maxPerDay: 1 },
        occupied: [held('2026-05-31T12:00', '2026-05-31T13:00')],
      },
      refused('max_per_day'),
    ],
    ['taken and outside the hours', { occupied: before(60), lists: [sunday] }, refused('hours')],
    [
      'taken on a full day',
      { occupied: before(60), policies: { ...noPolicies, maxPerDay: 1 } },
      refused('taken'),
    ],
  ])('%s', (_, given, decision) => {
    expect(decideSlot(slot, { ...facts, ...given })).toEqual(decision);
  });

  it('across midnight is inside hours that touch there', () => {
    const late = { start: at('2026-06-01T23:00'), end: at('2026-06-02T01:00') };
    const lists: Constraint[][] = [
      [{ allow_hours: { start: 22, end: 24 } }, { allow_hours: { start: 0, end: 2 } }],
    ];
    expect(decideSlot(late, { ...facts, lists })).toEqual(free);
  });

  it('is decided by the occupancies in its reach alone', () => {
    const zones = fc.constantFrom('UTC', 'Pacific/Apia', 'America/St_Johns', 'Australia/Lord_Howe');
    const span = fc.integer({ min: -3 * 1440, max: 3 * 1440 }).map((minute) => slot.start + minute * MINUTE);
    const booking = fc.record({
      start: span,
      length: fc.integer({ min: 1, max: 600 }).map((length) => length * MINUTE),
      bufferBefore: fc.constantFrom(0, HOUR, bufferMsAtMost),
      bufferAfter: fc.constantFrom(0, HOUR, bufferMsAtMost),
    });
    fc.assert(
      fc.property(
        zones,
        fc.array(booking, { maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (zone, all, maxPerDay) => {
          const occupied = all.map(({ length, ...one }) => ({ ...one, end: one.start + length }));
          const policies = { ...noPolicies, maxPerDay };
          const reach = reachOf(slot, zone);
          const near = occupied.filter(({ start, end }) => start < reach.end && end > reach.start);
          const decide = (known: typeof occupied) =>
            decideSlot(slot, { ...facts, zone, policies, occupied: known });
          expect(decide(near)).toEqual(decide(occupied));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that is no span of time is not free', () => {
    expect(decideSlot({ start: Number.NaN, end: Number.NaN }, facts)).toEqual(refused('hours'));
    expect(decideSlot({ start: slot.end, end: slot.start }, facts)).toEqual(refused('hours'));
  });
});
