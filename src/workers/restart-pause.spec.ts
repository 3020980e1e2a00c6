import { describe, expect, it } from '@jest/globals';
import { afterEnd, type Place } from './restart-pause.js';

const fresh: Place = { earlyEnds: 0 };

describe('afterEnd', () => {
  it('starts the next worker at once where the last one was well', () => {
    expect(afterEnd({ earlyEnds: 5 }, 10_000)).toEqual({ place: fresh, pauseMs: 0 });
  });

  it('waits twice as long each time that a worker ends early, and half a minute at most', () => {
    const pauses: number[] = [];
    let place = fresh;
    for (let end = 0; end < 10; end += 1) {
      const next = afterEnd(place, 100);
      pauses.push(next.pauseMs);
      place = next.place;
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });
});
