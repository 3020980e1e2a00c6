import { describe, expect, it } from '@jest/globals';
import { AskedInVain } from './asked-in-vain.js';

describe('AskedInVain', () => {
  it('lets a kid be asked for again after 30 s, then 60 s, and so on up to 10 minutes', () => {
    const asked = new AskedInVain(10);
    let now = 0;
    const pauses: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      asked.remember('old', now);
      const from = now;
      while (!asked.mayAsk('old', now)) now += 1000;
      pauses.push((now - from) / 1000);
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  it('holds no more than it was told to', () => {
    const asked = new AskedInVain(100);
    for (let kid = 0; kid < 10_000; kid += 1) asked.remember(`kid-${kid}`, 0);
    expect(asked.size).toBe(100);
    expect(asked.mayAsk('kid-9999', 1)).toBe(false);
  });

  it('takes names of object members as any other text', () => {
    const asked = new AskedInVain(10);
    expect(asked.mayAsk('__proto__', 0)).toBe(true);
    asked.remember('__proto__', 0);
    expect(asked.mayAsk('__proto__', 1)).toBe(false);
    expect(asked.mayAsk('constructor', 1)).toBe(true);
  });

  it('forgets everything when the set has changed', () => {
    const asked = new AskedInVain(10);
    asked.remember('new', 0);
    asked.forgetAll();
    expect(asked.mayAsk('new', 1)).toBe(true);
  });
});
