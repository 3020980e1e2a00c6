import { describe, expect, it } from '@jest/globals';
import { firstIdAt, isId, newId } from './ids.js';

describe('the first id of an instant', () => {
  it('stands before ids made then and later, and after those made earlier', () => {
    const before = Date.now();
    const id = newId();
    const after = Date.now();
    expect(isId(firstIdAt(before))).toBe(true);
    expect(firstIdAt(before) <= id).toBe(true);
    expect(id < firstIdAt(after + 1)).toBe(true);
  });

  it('begins with the milliseconds', () => {
    expect(firstIdAt(0)).toBe('00000000-0000-7000-8000-000000000000');
    expect(firstIdAt(0x0189_2f3e_4d5c)).toBe('01892f3e-4d5c-7000-8000-000000000000');
    expect(firstIdAt(-1)).toBe(firstIdAt(0));
  });
});
