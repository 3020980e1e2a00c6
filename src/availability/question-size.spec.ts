import { describe, expect, it } from '@jest/globals';
import type { Constraint } from '../schedule/constraint.js';
import { isLongToExplain, sizeFault } from './question-size.js';

const minute = 60_000;
const day = 1440 * minute;

const size = (members: object = {}) => ({
  from: 0,
  to: 31 * day,
  lengthMs: 60 * minute,
  stepMs: 15 * minute,
  ...members,
});
const halfYear = size({ to: 184 * day, stepMs: day });
const hours: Constraint = { block_hours: { start: 1, end: 2 } };
const period: Constraint = { block_period: { start: '2026-12-24', end: '2026-12-24' } };

/** So many resources, each with so many constraints of a kind. */
const each = (resources: number, count = 0, constraint: Constraint = hours) =>
  Array.from({ length: resources }, () => ({
    lists: [[], Array.from({ length: count }, () => constraint)],
  }));

describe('the size of a question', () => {
  it.each([
    ['a month of 300 resources in quarters of an hour', size(), each(300)],
    ['six months of one resource in minutes', size({ to: 184 * day, stepMs: minute }), each(1)],
    ['six months of 500 resources in free intervals', { ...halfYear, lengthMs: null, stepMs: 1 }, each(500)],
    ['opening hours of a week for 300 resources over six months', halfYear, each(300, 14)],
    ['a thousand closed days for 500 resources over six months', halfYear, each(500, 1000, period)],
  ])('%s is fine', (_, question, resources) => {
    expect(sizeFault(question, resources)).toBeNull();
  });

  it.each([
    ['seconds', size({ stepMs: 1000 }), each(1), 'timeslot_increments'],
    [
      'half a year of 100 resources in quarters of an hour',
      size({ to: 184 * day }),
      each(100),
      'timeslot_increments',
    ],
    ['a thousand hours a day for everyone', { ...halfYear, lengthMs: null }, each(100, 1000), 'to'],
    ['a thousand hours a day for two months', size({ to: 62 * day }), each(16, 1000), 'to'],
  ])('%s is too much', (_, question, resources, field) => {
    expect(sizeFault(question, resources)?.[0]).toBe(field);
  });
});

describe('an explanation', () => {
  const month = { from: 0, to: 31 * day };

  it('is given of opening hours and closed days', () => {
    expect(isLongToExplain(month, each(100, 20))).toBe(false);
    expect(isLongToExplain(month, each(20, 1000, period))).toBe(false);
  });

  it('is not given where it would take seconds', () => {
    expect(isLongToExplain(month, each(20, 700))).toBe(true);
    expect(isLongToExplain(month, each(100, 1000, period))).toBe(true);
  });
});
