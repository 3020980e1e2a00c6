import { describe, expect, it } from '@jest/globals';
import type { UsageMeter } from '../usage/usage-meter.js';
import { Logins } from './logins.js';

describe('a login', () => {
  it('is a token proven for the first time, not one that has to be verified again', () => {
    const counted: unknown[] = [];
    const logins = new Logins({
      count: (...one: unknown[]) => void counted.push(one),
    } as unknown as UsageMeter);
    const [first, second] = ['a'.repeat(43), `${'a'.repeat(15)}${'b'.repeat(28)}`];
    for (const fingerprint of [first, second, first, second]) logins.proven('t1', fingerprint);
    expect(counted).toEqual([
      ['t1', { logins: 1 }],
      ['t1', { logins: 1 }],
    ]);
  });
});
