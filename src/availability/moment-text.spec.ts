import { describe, expect, it } from '@jest/globals';
import { readMoment } from './moment-text.js';

const nowMs = Date.parse('2026-10-24T08:00:00Z');

describe('a moment in words', () => {
  it.each([
    ['now', 'UTC', '2026-10-24T08:00:00Z'],
    [' Now ', 'Asia/Kathmandu', '2026-10-24T08:00:00Z'],
    ['tomorrow', 'UTC', '2026-10-25T00:00:00Z'],
    ['TOMORROW', 'Europe/Copenhagen', '2026-10-25T00:00:00+02:00'],
    ['tomorrow', 'Pacific/Auckland', '2026-10-25T00:00:00+13:00'],
    ['2026-01-01T00:00:00+05:45', 'UTC', '2025-12-31T18:15:00Z'],
    ['-1 hour', 'UTC', '2026-10-24T07:00:00Z'],
    ['1 day', 'Europe/Copenhagen', '2026-10-25T10:00:00+01:00'],
    ['24 hours', 'Europe/Copenhagen', '2026-10-25T09:00:00+01:00'],
    ['3 days 2 weeks', 'UTC', '2026-11-10T08:00:00Z'],
    ['4 months', 'UTC', '2027-02-24T08:00:00Z'],
  ])('%j in %s is %s', (text, zone, expected) => {
    expect(readMoment(text, nowMs, zone)).toBe(Date.parse(expected));
  });

  it('tomorrow begins when the day does, where midnight is skipped', () => {
    const night = Date.parse('2018-11-03T12:00:00Z');
    expect(readMoment('tomorrow', night, 'America/Sao_Paulo')).toBe(Date.parse('2018-11-04T01:00:00-02:00'));
  });

  it.each([
    '',
    'yesterday',
    'in 3 days',
    '2026-10-24',
    '2026-10-24T08:00:00',
    '3',
    '9999 years',
    'next monday',
  ])('%j is none', (text) => {
    expect(readMoment(text, nowMs, 'UTC')).toBeNull();
  });
});
