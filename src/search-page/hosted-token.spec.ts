import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hostedToken } from './hosted-token.js';

const key = { id: 'key-1', key: createSecretKey(Buffer.alloc(32)), expiresAt: null };
const token = (maxAge: number | null, now: number) => hostedToken(key, maxAge, now);
const timesOf = (text: string): { iat: number; exp: number } =>
  JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());

describe('hostedToken', () => {
  it('is one for all views of a minute, so that loading the page again gives nobody another limit', () => {
    const views = Array.from({ length: 60 }, (_, second) => token(null, 6_000 + second));
    expect(new Set(views).size).toBe(1);
    expect(token(null, 6_060)).not.toBe(views[0]);
  });

  it.each([null, 100_000, 3600, 600, 60, 10, 9, 1])(
    'lives no longer than a limit of %j, and most of that is left',
    (maxAge) => {
      for (let now = 6_000; now < 6_120; now += 1) {
        const { iat, exp } = timesOf(token(maxAge, now));
        const age = Math.min(3600, maxAge ?? 3600);
        expect([exp - iat, iat <= now, exp - now >= 0.9 * age]).toEqual([age, true, true]);
      }
    },
  );
});
