import { describe, expect, test } from '@jest/globals';
import { byDay, freeWeek } from './free-week.js';

const zone = 'Europe/Copenhagen';
const nowMs = Date.parse('2030-03-20T10:30:00Z');
const weekOf = (asked: string | null, startsAt: string) => {
  const { fromMs, toMs, earlier, later } = freeWeek({ asked, nowMs, startsAt: Date.parse(startsAt), zone });
  return [new Date(fromMs).toISOString(), new Date(toMs).toISOString(), earlier, later];
};

describe('the week of free times', () => {
  test.each([
    [
      'begins now where the booking is near',
      null,
      '2030-03-22T09:00:00Z',
      '2030-03-20T10:30:00.000Z',
      '2030-03-26T23:00:00.000Z',
      null,
      '2030-03-27',
    ],
    [
      'begins three days before a later booking, on the local clock',
      null,
      '2030-04-10T22:30:00Z',
      '2030-04-07T22:00:00.000Z',
      '2030-04-14T22:00:00.000Z',
      '2030-04-01',
      '2030-04-15',
    ],
    [
      'begins today where the booking is over',
      null,
      '2029-01-01T09:00:00Z',
      '2030-03-20T10:30:00.000Z',
      '2030-03-26T23:00:00.000Z',
      null,
      '2030-03-27',
    ],
    [
      'is the one asked for, summer time within',
      '2030-03-28',
      '2030-03-22T09:00:00Z',
      '2030-03-27T23:00:00.000Z',
      '2030-04-03T22:00:00.000Z',
      '2030-03-21',
      '2030-04-04',
    ],
    [
      'is read from a time as from a date',
      '2030-03-28T12:00:00Z',
      '2030-03-22T09:00:00Z',
      '2030-03-27T23:00:00.000Z',
      '2030-04-03T22:00:00.000Z',
      '2030-03-21',
      '2030-04-04',
    ],
    [
      'never begins before today',
      '1999-01-01',
      '2030-03-22T09:00:00Z',
      '2030-03-20T10:30:00.000Z',
      '2030-03-26T23:00:00.000Z',
      null,
      '2030-03-27',
    ],
    [
      'never begins more than a year after the booking',
      '9999-12-31',
      '2030-03-22T09:00:00Z',
      '2031-03-22T23:00:00.000Z',
      '2031-03-29T23:00:00.000Z',
      '2031-03-16',
      null,
    ],
    [
      'is the first one where what is asked for is no date',
      '2030-13-99',
      '2030-03-22T09:00:00Z',
      '2030-03-20T10:30:00.000Z',
      '2030-03-26T23:00:00.000Z',
      null,
      '2030-03-27',
    ],
  ])('%s', (_title, asked, startsAt, ...expected) => {
    expect(weekOf(asked, startsAt)).toEqual(expected);
  });
});

test('slots stand under the local day on which they start', () => {
  const slots = [
    '2030-03-30T22:30:00Z',
    '2030-03-30T23:30:00Z',
    '2030-03-31T21:30:00Z',
    '2030-03-31T22:30:00Z',
  ].map((text) => ({ start: Date.parse(text) }));
  expect(byDay(slots, zone).map((day) => day.length)).toEqual([1, 2, 1]);
  expect(byDay([], zone)).toEqual([]);
});
