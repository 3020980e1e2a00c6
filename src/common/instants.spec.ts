import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readInstant, writeInstant } from './instants.js';
import { zoneOf } from './zone.js';

describe('instants from outside', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2030-01-01T10:00:00+02:00', Date.UTC(2030, 0, 1, 8)],
    ['2030-01-01t10:00:00.123456z', Date.UTC(2030, 0, 1, 10, 0, 0, 123)],
    ['2030-01-01T10:00:00.29Z', Date.UTC(2030, 0, 1, 10, 0, 0, 290)],
    ['2028-02-29T00:00:00-00:30', Date.UTC(2028, 1, 29, 0, 30)],
    ['0001-01-01T00:00:00Z', -62135596800000],
  ])('%s is %d', (text, ms) => {
    expect(readInstant(text)).toBe(ms);
  });

  it.each([
    '2030-02-29T10:00:00Z',
    '2030-13-01T10:00:00Z',
    '2030-00-10T10:00:00Z',
    '2030-01-32T10:00:00Z',
    '2030-01-01T24:00:00Z',
    '2030-01-01T10:60:00Z',
    '2030-01-01T10:00:60Z',
    '2030-01-01T10:00:00',
    '2030-01-01T10:00:00+25:00',
    '2030-01-01 10:00:00Z',
    '2030-01-01T10:00:00 02:00',
    '2030-01-01',
    '+12030-01-01T10:00:00Z',
    '1893456000',
    '',
    'now',
  ])('%j is none', (text) => {
    expect(readInstant(text)).toBeNull();
  });
});

describe('instants in an answer', () => {
  it.each([
    [0, 0, '1970-01-01T00:00:00+00:00'],
    [1, 0, '1970-01-01T00:00:00.001+00:00'],
    [0, -570, '1969-12-31T14:30:00-09:30'],
    [0, 345, '1970-01-01T05:45:00+05:45'],
    [-1, 0, '1969-12-31T23:59:59.999+00:00'],
    [86_399_000, 1, '1970-01-02T00:00:59+00:01'],
    [951_782_400_000, -1, '2000-02-28T23:59:00-00:01'],
    [-62_135_596_800_000, 0, '0001-01-01T00:00:00+00:00'],
  ])('%d at %d minutes is %s', (ms, offset, text) => {
    expect(writeInstant(ms, offset)).toBe(text);
  });

  it.each([
    ['UTC', '2030-07-01T10:00:00+00:00'],
    ['Europe/Copenhagen', '2030-07-01T12:00:00+02:00'],
    ['America/New_York', '2030-07-01T06:00:00-04:00'],
    ['Asia/Kathmandu', '2030-07-01T15:45:00+05:45'],
    ['Australia/Lord_Howe', '2030-07-01T20:30:00+10:30'],
    ['Etc/GMT+5', '2030-07-01T05:00:00-05:00'],
  ])('in %s is %s', (zone, text) => {
    expect(zoneOf(zone)?.write(Date.UTC(2030, 6, 1, 10))).toBe(text);
  });

  it('are those of the calendar that JavaScript has, in any order', () => {
    const ms = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) });
    fc.assert(
      fc.property(ms, fc.constantFrom(0, 1, 60, -570, 765), (at, offset) => {
        const local = new Date(at + offset * 60_000).toISOString();
        const text = writeInstant(at, offset);
        expect(text.slice(0, 19)).toBe(local.slice(0, 19));
        expect(readInstant(text)).toBe(at);
      }),
    );
  });

  it('change their offset on the day the clocks change', () => {
    const copenhagen = zoneOf('Europe/Copenhagen');
    const change = Date.UTC(2030, 2, 31, 1);
    expect(copenhagen?.write(change - 1000)).toBe('2030-03-31T01:59:59+01:00');
    expect(copenhagen?.write(change)).toBe('2030-03-31T03:00:00+02:00');
  });

  it.each([
    'Mars/Olympus',
    '',
    '+02:00',
    'UTC\u0000',
    '__proto__',
    'constructor',
    'Europe/Copenhagen ',
    'x'.repeat(9000),
  ])('%j is no zone', (name) => {
    expect(zoneOf(name)).toBeNull();
  });
});
