import { describe, expect, it } from '@jest/globals';
import { heartbeat, lastBytes, opening } from './stream-events.js';
import { streamEnds } from './stream-rules.js';

describe('what stands on an event stream', () => {
  it('tells clients to come back after 2 to 5 s, spread over them', () => {
    const waits = Array.from({ length: 1_000 }, (_, turn) =>
      Number(/retry: (\d+)\n\n$/.exec(opening(turn))?.[1]),
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...waits)).toBeLessThan(5_000);
    for (let second = 2_000; second < 5_000; second += 500)
      expect(waits.filter((wait) => wait >= second && wait < second + 500).length).toBeGreaterThan(100);
  });

  it('is an event only where it is a logout: all else is a comment or a time', () => {
    const withData = streamEnds.filter((end) => lastBytes(end).includes('data:'));
    expect(withData).toEqual(['logout']);
    expect(lastBytes('logout')).toMatch(/\ndata: \{"action":"logout"\}\n\n$/);
    expect(opening(1) + heartbeat).not.toMatch(/^data/m);
  });

  it('ends in an empty line each time, so that what follows is read by itself', () => {
    for (const text of [opening(3), heartbeat, ...streamEnds.map(lastBytes)])
      expect(text === '' || text.endsWith('\n\n')).toBe(true);
  });
});
