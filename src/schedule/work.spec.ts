import { describe, expect, it } from '@jest/globals';
import type { Constraint } from './constraint.js';
import { workAtMost, workOf } from './work.js';

const DAY = 86_400_000;
const month = { from: 0, to: 31 * DAY, lengthMs: DAY / 24, stepMs: DAY / 96 };
const halfYear = { ...month, to: 184 * DAY };
const resources = (count: number, ...lists: Constraint[][]) =>
  Array.from({ length: count }, () => ({ lists }));
const hours: Constraint[] = [{ allow_hours: { start: 9, end: 17 } }, { block_weekends: {} }];
const many = (constraint: Constraint): Constraint[] => Array.from({ length: 1000 }, () => constraint);

describe('the work that a question makes', () => {
  it('is within bounds for what merchants ask', () => {
    expect(workOf(resources(20, hours, hours), month)).toBeLessThan(workAtMost / 5);
    expect(workOf(resources(20, hours, hours), halfYear)).toBeLessThan(workAtMost);
    expect(workOf(resources(200, hours), { ...halfYear, lengthMs: null })).toBeLessThan(workAtMost);
    const holidays = many({ block_period: { start: '2026-12-24', end: '2026-12-26' } });
    expect(workOf(resources(20, holidays), halfYear)).toBeLessThan(workAtMost);
  });

  it('is beyond them for tiny steps and for thousands of pieces a day', () => {
    expect(workOf(resources(2), { ...halfYear, stepMs: 1000 })).toBeGreaterThan(workAtMost);
    const minutes = many({ allow_hours: { start: '09:00', end: '09:01' } });
    expect(workOf(resources(20, minutes), halfYear)).toBeGreaterThan(workAtMost);
    expect(workOf(resources(20, minutes), { ...halfYear, lengthMs: null })).toBeGreaterThan(workAtMost);
  });
});
