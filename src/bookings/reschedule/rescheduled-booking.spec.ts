import { describe, expect, it } from '@jest/globals';
import type { Booking } from '../booking.entity.js';
import { rescheduledBooking } from './rescheduled-booking.js';

const old = {
  id: 'old',
  graph: 'instant',
  state: 'confirmed',
  completed: false,
  startsAt: 0,
  endsAt: 10,
  resourceId: 'a',
  userId: 'u',
  customers: [{ id: 'c' }],
  meta: { order: 7, rescheduled_from: 'older', reschedule_message: 'earlier' },
  settings: {},
  relationId: 'r',
  rescheduledFrom: 'older',
  dueAt: 1,
  dueAction: 'complete',
  undoState: null,
  version: 9,
  createdAt: 1,
  updatedAt: 2,
} as unknown as Booking;
const facts = { id: 'new', resourceId: 'b', bufferBefore: 1, bufferAfter: 2, nowMs: 5_000 };
const inputs = { start: 1_000_000, end: 2_000_000, resource_id: null, message: null };

describe('a rescheduled booking', () => {
  it('is the old one at another time, and names it', () => {
    expect(rescheduledBooking(old, inputs, facts)).toEqual({
      ...old,
      id: 'new',
      resourceId: 'b',
      startsAt: 1_000_000,
      endsAt: 2_000_000,
      rescheduledFrom: 'old',
      meta: { order: 7, rescheduled_from: 'old' },
      dueAt: 2_000_000 + 3_600_000,
      dueAction: 'complete',
      bufferBefore: 1,
      bufferAfter: 2,
      version: 1,
      createdAt: 5_000,
      updatedAt: 5_000,
    });
  });

  it('says what was said', () => {
    const { meta } = rescheduledBooking(old, { ...inputs, message: 'Ill' }, facts);
    expect(meta).toEqual({ order: 7, rescheduled_from: 'old', reschedule_message: 'Ill' });
  });
});
