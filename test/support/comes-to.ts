import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';

const patienceMs = 30_000;
const betweenLooksMs = 25;

/**
 * Expects what `read` gives to equal `expected` (as `toEqual` has it) within half a minute: a page draws a moment after it was
 * answered, and that moment is as long as the machine is busy.
 */
export async function comesTo<Value>(read: () => Promise<Value>, expected: unknown): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    try {
      expect(value).toEqual(expected);
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await sleep(betweenLooksMs);
  }
}
