import { describe, expect, it } from '@jest/globals';
import type { Constraint } from '../schedule/constraint.js';
import { sizeFault } from './question-size.js';

const minute = 60_000;
const day = 1440 * minute;

const size = (members: object) => ({
  from: 0,
  to: 31 * day,
  lengthMs: 60 * minute,
  stepMs: 15 * minute,
  constraints: [],
  ...members,
});
const list = (constraint: Constraint, count: number) => Array.from({ length: count }, () => constraint);
const hours: Constraint = { block_hours: { start: 1, end: 2 } };
const period: Constraint = { block_period: { start: '2026-12-24', end: '2026-12-24' } };

describe('the size of a question', () => {
  it.each([
    ['a month of 300 resources in quarters of an hour', size({}), 300],
    ['six months of one resource in minutes', size({ to: 184 * day, stepMs: minute }), 1],
    [
      'six months of 500 resources in free intervals',
      size({ to: 184 * day, lengthMs: null, stepMs: 1 }),
      500,
    ],
    [
      'opening hours of a week for 100 resources over six months',
      size({ to: 184 * day, stepMs: day, constraints: list(hours, 14) }),
      100,
    ],
    [
      'a thousand closed days for 500 resources over six months',
      size({ to: 184 * day, stepMs: day, constraints: list(period, 1000) }),
      500,
    ],
  ])('%s is fine', (_, question, resources) => {
    expect(sizeFault(question, resources)).toBeNull();
  });

  it.each([
    ['timeslot_increments', 'seconds', size({ stepMs: 1000 }), 1],
    [
      'timeslot_increments',
      'six months of 100 resources in quarters of an hour',
      size({ to: 184 * day }),
      100,
    ],
    [
      'constraints',
      'a thousand hours a day for everyone',
      size({ lengthMs: null, to: 184 * day, constraints: list(hours, 1000) }),
      100,
    ],
    [
      'constraints',
      'a thousand hours a day for two months',
      size({ to: 62 * day, constraints: list(hours, 1000) }),
      16,
    ],
  ])('%s: %s is too much', (field, _, question, resources) => {
    expect(sizeFault(question, resources)?.[0]).toBe(field);
  });
});
