import { describe, expect, it } from '@jest/globals';
import { occupiedOf } from './slot-facts.js';

const row = (members: object = {}) => ({
  bookingId: 'one',
  startsAt: 1000,
  endsAt: 2000,
  bufferBefore: 3,
  bufferAfter: 4,
  until: null,
  ...members,
});

describe('what the rows of a resource hold', () => {
  it('is their time with its buffers', () => {
    expect(occupiedOf([row()], 5)).toEqual([
      { start: 1000, end: 2000, bufferBefore: 3, bufferAfter: 4, isHold: false },
    ]);
  });

  it('is a hold where it ends by itself, and nothing from then on', () => {
    expect(occupiedOf([row({ until: 50 })], 49)).toEqual([expect.objectContaining({ isHold: true })]);
    expect(occupiedOf([row({ until: 50 })], 50)).toEqual([]);
  });

  it('leaves out the bookings that are replaced', () => {
    const rows = [row(), row({ bookingId: 'two' }), row({ bookingId: undefined })];
    expect(occupiedOf(rows, 5, ['one'])).toHaveLength(2);
    expect(occupiedOf(rows, 5)).toHaveLength(3);
  });
});
