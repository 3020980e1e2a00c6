import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [6, 30_000],
    [1_000_000, 30_000],
  ])('after %i failures waits at most %i ms and at least half of it', (failures, longest) => {
    expect(backoffMs(failures, 1)).toBe(longest);
    expect(backoffMs(failures, 0)).toBe(longest / 2);
  });
});
