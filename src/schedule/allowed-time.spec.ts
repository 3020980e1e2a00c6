import { describe, expect, it } from '@jest/globals';
import { allowedIn } from './allowed-time.js';
import type { Constraint } from './constraint.js';

const at = (text: string) => Date.parse(`${text}Z`);
const allowed = (zone: string, from: string, to: string, ...lists: Constraint[][]): string[] =>
  allowedIn(lists, zone, at(from), at(to)).map(({ start, end }) =>
    [start, end].map((ms) => new Date(ms).toISOString().slice(5, 16)).join(' '),
  );

const nineToFive: Constraint = { allow_hours: { start: 9, end: 17 } };

describe('the allowed time', () => {
  it('is everything where nothing restricts', () => {
    expect(allowed('UTC', '2026-06-01T10:00', '2026-06-03T11:00')).toEqual(['06-01T10:00 06-03T11:00']);
    expect(allowed('UTC', '2026-06-01T10:00', '2026-06-01T11:00', [], [])).toEqual([
      '06-01T10:00 06-01T11:00',
    ]);
    expect(allowed('UTC', '2026-06-01T10:00', '2026-06-01T10:00', [nineToFive])).toEqual([]);
  });

  it('is the union of what one list allows less what it blocks', () => {
    const list: Constraint[] = [
      { allow_day: { day: 'MONDAY' } },
      { block_hours: { start: 12, end: '12:30' } },
      { allow_day_and_time: { day: 'tuesday', start: 10, end: 14 } },
    ];
    // 2026-06-01 is a Monday.
    expect(allowed('UTC', '2026-05-31T00:00', '2026-06-04T00:00', list)).toEqual([
      '06-01T00:00 06-01T12:00',
      '06-01T12:30 06-02T00:00',
      '06-02T10:00 06-02T12:00',
      '06-02T12:30 06-02T14:00',
    ]);
  });

  it('is what all lists have in common', () => {
    const lists: Constraint[][] = [
      [nineToFive],
      [{ allow_hours: { start: 12, end: 20 } }],
      [{ block_weekends: {} }],
    ];
    expect(allowed('UTC', '2026-05-30T00:00', '2026-06-03T00:00', ...lists)).toEqual([
      '06-01T12:00 06-01T17:00',
      '06-02T12:00 06-02T17:00',
    ]);
    expect(
      allowed(
        'UTC',
        '2026-05-30T00:00',
        '2026-06-03T00:00',
        [{ allow_weekends: {} }],
        [{ allow_weekdays: {} }],
      ),
    ).toEqual([]);
  });

  it('joins days that touch at midnight', () => {
    const list: Constraint[] = [{ allow_weekdays: {} }];
    expect(allowed('Asia/Kathmandu', '2026-05-30T00:00', '2026-06-07T00:00', list)).toEqual([
      '05-31T18:15 06-05T18:15',
    ]);
  });

  it('keeps the hours of the clock when it changes', () => {
    expect(allowed('America/New_York', '2026-03-07T05:00', '2026-03-10T04:00', [nineToFive])).toEqual([
      '03-07T14:00 03-07T22:00',
      '03-08T13:00 03-08T21:00',
      '03-09T13:00 03-09T21:00',
    ]);
  });

  it('begins hours that are skipped after the gap, and gives hours that are repeated twice', () => {
    const night = (start: string, end: string): Constraint[] => [{ allow_hours: { start, end } }];
    const spring = ['2026-03-29T00:00', '2026-03-29T04:00'] as const;
    expect(allowed('Europe/Copenhagen', ...spring, night('02:15', '03:30'))).toEqual([
      '03-29T01:00 03-29T01:30',
    ]);
    expect(allowed('Europe/Copenhagen', ...spring, night('02:00', '03:00'))).toEqual([]);
    const autumn = ['2026-10-24T23:00', '2026-10-25T04:00'] as const;
    expect(allowed('Europe/Copenhagen', ...autumn, night('02:00', '03:00'))).toEqual([
      '10-25T00:00 10-25T02:00',
    ]);
    expect(allowed('Europe/Copenhagen', ...autumn, night('01:00', '02:00'))).toEqual([
      '10-24T23:00 10-25T00:00',
    ]);
    expect(allowed('Europe/Copenhagen', ...autumn, night('01:00', '02:30'))).toEqual([
      '10-24T23:00 10-25T01:30',
    ]);
    // What is blocked is blocked both times.
    const blocked: Constraint[] = [{ block_hours: { start: '02:15', end: '02:30' } }];
    expect(allowed('Europe/Copenhagen', ...autumn, blocked)).toEqual([
      '10-24T23:00 10-25T00:15',
      '10-25T01:30 10-25T04:00',
    ]);
  });

  it('has nothing on a day that a zone left out', () => {
    const friday: Constraint[] = [{ allow_period: { start: '2011-12-30', end: '2011-12-30' } }];
    expect(allowed('Pacific/Apia', '2011-12-28T00:00', '2012-01-02T00:00', friday)).toEqual([]);
    expect(allowed('Pacific/Apia', '2011-12-29T19:00', '2011-12-31T04:00', [nineToFive])).toEqual([
      '12-29T19:00 12-30T03:00',
      '12-30T19:00 12-31T03:00',
    ]);
  });

  it('takes a period with offsets as instants and one without as times of the resource’s clock', () => {
    const window = ['2026-12-20T00:00', '2026-12-30T00:00'] as const;
    const of = (start: string, end: string): Constraint[] => [{ allow_period: { start, end } }];
    expect(allowed('America/New_York', ...window, of('2026-12-24', '2026-12-25'))).toEqual([
      '12-24T05:00 12-26T05:00',
    ]);
    expect(allowed('America/New_York', ...window, of('2026-12-24T10:00', '2026-12-24T12:00:00'))).toEqual([
      '12-24T15:00 12-24T17:00',
    ]);
    expect(
      allowed('America/New_York', ...window, of('2026-12-24T10:00:00+01:00', '2026-12-24T10:30:00Z')),
    ).toEqual(['12-24T09:00 12-24T10:30']);
    expect(allowed('UTC', ...window, of('0001-01-01', '2026-12-20'))).toEqual(['12-20T00:00 12-21T00:00']);
  });
});
