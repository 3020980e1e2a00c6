import { describe, expect, it } from '@jest/globals';
import { utc, zoneOf } from '../common/zone.js';
import { questionOf, type AvailabilityQuestion } from './availability-question.js';
import type { AvailabilityBody } from './availability.schemas.js';

const nowMs = Date.parse('2026-10-24T08:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;

const decide = (body: AvailabilityBody, defaults: object | null = null) =>
  questionOf(body, { defaults: defaults as never, nowMs, zone: utc });

function question(body: AvailabilityBody, defaults: object | null = null): AvailabilityQuestion {
  const decision = decide(body, defaults);
  if ('refused' in decision) throw new Error(JSON.stringify(decision.refused));
  return decision.ok;
}

describe('a question about availability', () => {
  it('that says nothing asks for hours of the next four weeks', () => {
    expect(question({})).toEqual({
      mode: 'roundrobin_random',
      from: nowMs,
      to: nowMs + 28 * day,
      lengthMs: 60 * minute,
      stepMs: 60 * minute,
      bufferMs: 0,
      isRoundedToHour: false,
      constraints: [],
      zone: utc,
    });
  });

  const defaults = {
    mode: 'mutual',
    from: 'tomorrow',
    to: '2 days',
    length: '30 minutes',
    buffer: '5 minutes',
    timeslot_increments: '15 minutes',
    round_to_nearest_hour: true,
    output_timezone: 'Europe/Copenhagen',
    colour: 'red',
  };

  it('takes from its project what it does not say', () => {
    const copenhagen = zoneOf('Europe/Copenhagen');
    expect(question({ mode: null }, defaults)).toEqual({
      mode: 'mutual',
      from: Date.parse('2026-10-25T00:00:00+02:00'),
      // Two days of Copenhagen's calendar, one of which has 25 hours.
      to: nowMs + 2 * day + 60 * minute,
      lengthMs: 30 * minute,
      stepMs: 15 * minute,
      bufferMs: 5 * minute,
      isRoundedToHour: true,
      constraints: [],
      zone: copenhagen,
    });
  });

  it('wins over its project', () => {
    const constraints = [{ block_weekends: {} }];
    const body: AvailabilityBody = {
      mode: 'exclusive',
      from: 'now',
      to: '1 hour',
      length: '20 minutes',
      buffer: '0 minutes',
      timeslot_increments: '10 minutes',
      round_to_nearest_hour: false,
      output_timezone: 'UTC',
      constraints,
    };
    expect(question(body, { ...defaults, constraints: [] })).toEqual({
      mode: 'exclusive',
      from: nowMs,
      to: nowMs + 60 * minute,
      lengthMs: 20 * minute,
      stepMs: 10 * minute,
      bufferMs: 0,
      isRoundedToHour: false,
      constraints,
      zone: utc,
    });
  });

  it('asks for free intervals where the length is null, in the request or in the project', () => {
    expect(question({ length: null }, defaults).lengthMs).toBeNull();
    expect(question({}, { length: null }).lengthMs).toBeNull();
    expect(question({ length: '2 hours' }, { length: null }).lengthMs).toBe(120 * minute);
  });

  it('steps by the length where no increments are said', () => {
    expect(question({ length: '50 minutes' })).toMatchObject({ lengthMs: 50 * minute, stepMs: 50 * minute });
  });

  it.each([
    ['from in two weeks ends four weeks from now', { from: '2 weeks' }, 28],
    ['from in four weeks ends four weeks later', { from: '4 weeks' }, 56],
  ])('%s', (_, body, days) => {
    expect(question(body).to).toBe(nowMs + days * day);
  });

  it('may reach six months by the calendar, and no further', () => {
    const from = '2026-08-31T00:00:00Z';
    expect(decide({ from, to: '2027-02-28T00:00:00Z' })).toHaveProperty('ok');
    expect(decide({ from, to: '2027-02-28T00:00:00.001Z' })).toEqual({
      refused: { to: ['must be at most 6 months after from'] },
    });
  });

  it.each<[AvailabilityBody, string]>([
    [{ from: '1969-12-31T23:59:59Z' }, 'from'],
    [{ from: '2200-01-01T00:00:00Z' }, 'from'],
    [{ from: '2199-12-31T00:00:00Z' }, 'to'],
    [{ from: '1 hour', to: 'now' }, 'to'],
    [{ length: '185 days' }, 'length'],
    [{ output_timezone: 'Mars/Olympus' }, 'output_timezone'],
  ])('%j is refused for %s', (body, field) => {
    const decision = decide(body);
    expect('refused' in decision && Object.keys(decision.refused)).toEqual([field]);
  });
});
