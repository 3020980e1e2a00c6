import { describe, expect, it } from '@jest/globals';
import { PutOff } from './put-off.js';

describe('what failed', () => {
  it('is left alone for ten seconds, then twice as long each time, ten minutes at most', () => {
    const putOff = new PutOff();
    let nowMs = 0;
    for (const seconds of [10, 20, 40, 80, 160, 320, 600, 600]) {
      expect(putOff.add('a', nowMs)).toBe(seconds === 10);
      expect(putOff.has('a', nowMs + seconds * 1000 - 1)).toBe(true);
      nowMs += seconds * 1000;
      expect(putOff.has('a', nowMs)).toBe(false);
    }
  });

  it('is new again once it went well', () => {
    const putOff = new PutOff();
    putOff.add('a', 0);
    putOff.forget('a');
    expect(putOff.has('a', 1)).toBe(false);
    expect(putOff.add('a', 1)).toBe(true);
  });

  it('is remembered of the last ones only', () => {
    const putOff = new PutOff(2);
    for (const id of ['a', 'b', 'c']) putOff.add(id, 0);
    expect(putOff.size).toBe(2);
    expect([putOff.has('a', 1), putOff.has('b', 1), putOff.has('c', 1)]).toEqual([false, true, true]);
  });
});
