import { describe, expect, it } from '@jest/globals';
import { noPolicies, readPolicies, stricter, withBuffer } from './policies.js';
import { policiesSchema } from './policies.schemas.js';

const HOUR = 3_600_000;

const all = {
  buffer_before: '10 minutes',
  buffer_after: '1 hour',
  min_booking_notice: '2 hours',
  max_booking_window: '90 days',
  min_cancel_notice: '1 day',
  max_per_day: 4,
};

describe('policies', () => {
  it('are kept as they were sent and read as milliseconds, a day being 24 hours', () => {
    expect(policiesSchema.parse(all)).toEqual(all);
    expect(readPolicies(policiesSchema.parse(all))).toEqual({
      bufferBeforeMs: HOUR / 6,
      bufferAfterMs: HOUR,
      minBookingNoticeMs: 2 * HOUR,
      maxBookingWindowMs: 90 * 24 * HOUR,
      minCancelNoticeMs: 24 * HOUR,
      maxPerDay: 4,
    });
  });

  it('that are absent or null are no rule', () => {
    const nulls = Object.fromEntries(Object.keys(all).map((member) => [member, null]));
    expect(readPolicies(policiesSchema.parse({}))).toEqual(noPolicies);
    expect(readPolicies(policiesSchema.parse(nulls))).toEqual(noPolicies);
  });

  it.each<[string, unknown]>([
    ['buffer_before', '-1 hour'],
    ['buffer_before', '25 hours'],
    ['buffer_after', 30],
    ['min_booking_notice', '1 month'],
    ['max_booking_window', '4000 days'],
    ['max_booking_window', 'soon'],
    ['min_cancel_notice', ''],
    ['max_per_day', 0],
    ['max_per_day', 1.5],
    ['max_per_day', '3'],
    ['max_per_day', 10_001],
    ['max_per_year', 3],
  ])('refuse %s: %j by its name', (member, value) => {
    const [issue] = policiesSchema.safeParse({ [member]: value }).error?.issues ?? [];
    expect(issue?.code === 'unrecognized_keys' ? issue.keys : issue?.path).toEqual([member]);
  });

  it('of two the stricter hold, member by member', () => {
    const one = readPolicies(all);
    const other = readPolicies({
      buffer_before: '20 minutes',
      buffer_after: '5 minutes',
      min_booking_notice: '1 hour',
      max_booking_window: '30 days',
      max_per_day: 6,
    });
    const both = {
      bufferBeforeMs: HOUR / 3,
      bufferAfterMs: HOUR,
      minBookingNoticeMs: 2 * HOUR,
      maxBookingWindowMs: 30 * 24 * HOUR,
      minCancelNoticeMs: 24 * HOUR,
      maxPerDay: 4,
    };
    expect(stricter(one, other)).toEqual(both);
    expect(stricter(other, one)).toEqual(both);
    expect(stricter(one, noPolicies)).toEqual(one);
    expect(stricter(noPolicies, one)).toEqual(one);
  });

  it('with a buffer have at least that one on both sides', () => {
    expect(withBuffer(readPolicies(all), HOUR / 2)).toEqual({
      ...readPolicies(all),
      bufferBeforeMs: HOUR / 2,
      bufferAfterMs: HOUR,
    });
  });
});
