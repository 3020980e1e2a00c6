import { describe, expect, it } from '@jest/globals';
import { constraintListSchema } from './constraint.schemas.js';

const refusals = (list: unknown): Record<string, string> => {
  const { error } = constraintListSchema.safeParse(list);
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
};

const accepted = [
  { allow_hours: { start: 9, end: 17 } },
  { allow_hours: { start: '09:30', end: '24:00' } },
  { block_hours: { start: 0, end: 24 } },
  { allow_day: { day: 'Monday' } },
  { block_day: { day: 'SUNDAY' } },
  { allow_day_and_time: { day: 'friday', start: 8, end: '12:45' } },
  { block_day_and_time: { day: 'Friday', start: '08:00', end: 9 } },
  { allow_period: { start: '2026-12-24', end: '2026-12-24' } },
  { block_period: { start: '2028-02-29T10:00', end: '2028-03-01T10:00:30' } },
  { block_period: { start: '2026-12-24T10:00:00+01:00', end: '2026-12-24T10:00:01Z' } },
  { allow_weekdays: {} },
  { block_weekdays: {} },
  { allow_weekends: {} },
  { block_weekends: {} },
];

describe('a list of constraints', () => {
  it('comes out as it went in, so that reading it again changes nothing', () => {
    const once = constraintListSchema.parse(accepted);
    expect(once).toEqual(accepted);
    expect(constraintListSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  const badTime = /^must be a whole hour from 0 to 24, or a time such as 09:30/;
  const notLater = /^must be later than start/;
  const badDay = /^must be a day of the week in English: sunday, monday/;
  const badEdge = /^must be a date such as 2026-12-24/;

  it.each<[unknown, string, RegExp]>([
    [{ allow_hours: { start: 9.5, end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: -1, end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: 9, end: 25 } }, '0.allow_hours.end', badTime],
    [{ allow_hours: { start: '9', end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: '24:01', end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: '12:60', end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: null, end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { end: 17 } }, '0.allow_hours.start', badTime],
    [{ allow_hours: { start: 17, end: 9 } }, '0.allow_hours.end', notLater],
    [{ allow_hours: { start: 9, end: '09:00' } }, '0.allow_hours.end', notLater],
    [
      { allow_day_and_time: { day: 'Monday', start: 22, end: 6 } },
      '0.allow_day_and_time.end',
      /midnight as two/,
    ],
    [{ allow_day: { day: 'Montag' } }, '0.allow_day.day', badDay],
    [{ allow_day: { day: 1 } }, '0.allow_day.day', badDay],
    [{ allow_day: {} }, '0.allow_day.day', badDay],
    [{ allow_day: 'Monday' }, '0.allow_day', /must be an object with day/],
    [{ block_period: { start: '2026-02-29', end: '2026-03-01' } }, '0.block_period.start', badEdge],
    [{ block_period: { start: '2026-02-01T24:00', end: '2026-03-01' } }, '0.block_period.start', badEdge],
    [{ block_period: { start: 'tomorrow', end: '2026-03-01' } }, '0.block_period.start', badEdge],
    [{ block_period: { start: '2026-03-02', end: '2026-03-01' } }, '0.block_period.end', notLater],
    [
      { block_period: { start: '2026-03-01T10:00Z', end: '2026-03-01T10:00:00Z' } },
      '0.block_period.start',
      badEdge,
    ],
    [
      { block_period: { start: '2026-03-01T10:00:00Z', end: '2026-03-01T11:00:00+01:00' } },
      '0.block_period.end',
      notLater,
    ],
    [{ block_period: { start: '2026-03-01', end: '2026-03-01T10:00:00Z' } }, '0.block_period.end', /both/],
    [{ allow_weekdays: { day: 'Monday' } }, '0.allow_weekdays', /empty object/],
    [{ allow_weekdays: true }, '0.allow_weekdays', /empty object/],
    [{ allow_weekdays: {}, block_weekends: {} }, '0', /exactly one/],
    [{}, '0', /exactly one/],
    [null, '0', /such as/],
    ['allow_weekdays', '0', /such as/],
    [[], '0', /such as/],
  ])('refuses %j, naming the member', (constraint, path, message) => {
    expect(refusals([constraint])).toHaveProperty([path], expect.stringMatching(message));
  });

  it('refuses a constraint that it does not know by its name alone', () => {
    const { error } = constraintListSchema.safeParse([
      { allow_everything: {} },
      { allow_day: { day: 'Monday', at: 9 } },
    ]);
    expect(error?.issues).toMatchObject([
      { code: 'unrecognized_keys', path: [0], keys: ['allow_everything'] },
      { code: 'unrecognized_keys', path: [1, 'allow_day'], keys: ['at'] },
    ]);
  });

  it('that is none, or has more than 1,000, is refused', () => {
    const list = (length: number) => Array.from({ length }, () => ({ allow_weekdays: {} }));
    expect(refusals({ allow_weekdays: {} })).toEqual({ '': 'must be a list of constraints' });
    expect(refusals(list(1000))).toEqual({});
    expect(refusals(list(10_000))).toEqual({ '': 'must have at most 1000 constraints' });
  });
});
