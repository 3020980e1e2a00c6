import { describe, expect, it } from '@jest/globals';
import { usageWindow } from './usage-window.js';

const now = Date.UTC(2028, 2, 1, 23, 59, 59, 999);

describe('the days of a question for usage', () => {
  it('are the last thirty unless it names some', () => {
    const days = usageWindow({}, now) as { ok: string[] };
    expect([days.ok.length, days.ok[0], days.ok.at(-1)]).toEqual([30, '2028-02-01', '2028-03-01']);
  });

  it('are thirty up to the last, or all from the first', () => {
    const before = usageWindow({ to: '2028-01-30' }, now) as { ok: string[] };
    expect([before.ok.length, before.ok[0]]).toEqual([30, '2028-01-01']);
    expect(usageWindow({ from: '2028-02-28' }, now)).toEqual({
      ok: ['2028-02-28', '2028-02-29', '2028-03-01'],
    });
  });

  it('are one where both ends are the same, and 366 at most', () => {
    expect(usageWindow({ from: '2028-02-29', to: '2028-02-29' }, now)).toEqual({ ok: ['2028-02-29'] });
    expect(usageWindow({ from: '2028-01-01', to: '2028-12-31' }, now)).toMatchObject({
      ok: { length: 366 },
    });
    expect(usageWindow({ from: '2028-01-01', to: '2029-01-01' }, now)).toEqual({ refused: 'too_long' });
    expect(usageWindow({ from: '1970-01-01', to: '9999-12-31' }, now)).toEqual({ refused: 'too_long' });
  });

  it('do not go backwards', () => {
    expect(usageWindow({ from: '2028-02-02', to: '2028-02-01' }, now)).toEqual({ refused: 'from_after_to' });
    expect(usageWindow({ from: '2028-03-02' }, now)).toEqual({ refused: 'from_after_to' });
  });

  it('may begin before 1970 where they end soon after it', () => {
    expect(usageWindow({ to: '1970-01-01' }, now)).toMatchObject({ ok: { length: 30, 0: '1969-12-03' } });
  });
});
