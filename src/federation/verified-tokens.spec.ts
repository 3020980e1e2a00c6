import { describe, expect, it } from '@jest/globals';
import type { VerifiedToken } from './verified-token.js';
import { VerifiedTokens } from './verified-tokens.js';

const now = Date.UTC(2026, 0, 1);
const second = 1000;
const rules = { clockToleranceSeconds: 0, requireExp: false };
const nobody = () => undefined;

function tokenOf(members: Partial<VerifiedToken> = {}): VerifiedToken {
  return {
    configuration: { id: 'c' } as VerifiedToken['configuration'],
    issuer: undefined,
    claims: {},
    times: { exp: now / 1000 + 60, nbf: undefined, iat: undefined },
    rules,
    keyUntil: undefined,
    generation: undefined,
    ...members,
  };
}

function remembering(token: VerifiedToken, most = 10): VerifiedTokens<string> {
  const tokens = new VerifiedTokens<string>(most);
  tokens.remember('f', { token, bearer: 'ann', tags: ['user:1', 'tenant:1'] }, tokens.moment);
  return tokens;
}

describe('VerifiedTokens', () => {
  it('answers what was remembered, and counts', () => {
    const tokens = remembering(tokenOf());
    expect(tokens.find('f', now, nobody)?.bearer).toBe('ann');
    expect(tokens.find('g', now, nobody)).toBeUndefined();
    expect([tokens.hits, tokens.misses, tokens.size]).toEqual([1, 1, 1]);
  });

  it('asks the times on every use: dead from the instant of exp on', () => {
    const tokens = remembering(tokenOf());
    expect(tokens.find('f', now + 60 * second - 1, nobody)).toBeDefined();
    expect(tokens.find('f', now + 60 * second, nobody)).toBeUndefined();
    expect(tokens.size).toBe(0);
  });

  it('asks the age and the end of a key’s overlap on every use', () => {
    const aging = remembering(
      tokenOf({
        times: { exp: undefined, nbf: undefined, iat: now / 1000 },
        rules: { ...rules, maxTokenAgeSeconds: 5 },
      }),
    );
    expect(aging.find('f', now + 5 * second, nobody)).toBeDefined();
    expect(aging.find('f', now + 6 * second, nobody)).toBeUndefined();
    const overlapping = remembering(tokenOf({ keyUntil: now + second }));
    expect(overlapping.find('f', now + second - 1, nobody)).toBeDefined();
    expect(overlapping.find('f', now + second, nobody)).toBeUndefined();
  });

  it('holds only under the generation of the key set it was verified with', () => {
    const ofSet = () => remembering(tokenOf({ generation: 3 }));
    expect(ofSet().find('f', now, (id) => (id === 'c' ? 3 : undefined))).toBeDefined();
    expect(ofSet().find('f', now, () => 4)).toBeUndefined();
    expect(ofSet().find('f', now, nobody)).toBeUndefined();
  });

  it('forgets by each of its tags and by no other', () => {
    const tokens = remembering(tokenOf());
    tokens.forget('user:2');
    expect(tokens.size).toBe(1);
    tokens.forget('tenant:1');
    expect(tokens.find('f', now, nobody)).toBeUndefined();
  });

  it('does not remember what was verified while anything was forgotten', () => {
    for (const forget of [
      (tokens: VerifiedTokens<string>) => tokens.forget('user:unrelated'),
      (tokens: VerifiedTokens<string>) => tokens.forgetAll(),
    ]) {
      const tokens = new VerifiedTokens<string>(10);
      const { moment } = tokens;
      forget(tokens);
      tokens.remember('f', { token: tokenOf(), bearer: 'ann', tags: [] }, moment);
      expect(tokens.size).toBe(0);
    }
  });

  it('remembers a token again under its new tags alone', () => {
    const tokens = remembering(tokenOf());
    tokens.remember('f', { token: tokenOf(), bearer: 'ben', tags: ['user:2'] }, tokens.moment);
    tokens.forget('user:1');
    expect(tokens.find('f', now, nobody)?.bearer).toBe('ben');
    tokens.forget('user:2');
    expect(tokens.size).toBe(0);
  });

  it('never holds more than its bound, nor tags of what it let go', () => {
    const tokens = new VerifiedTokens<string>(3);
    for (let n = 0; n < 1_000; n += 1)
      tokens.remember(
        `f${n}`,
        { token: tokenOf(), bearer: `b${n}`, tags: [`user:${n}`, 'tenant:1'] },
        tokens.moment,
      );
    expect(tokens.size).toBe(3);
    expect(tokens.find('f0', now, nobody)).toBeUndefined();
    const { byTag } = tokens as unknown as { byTag: Map<string, Set<string>> };
    expect([byTag.size, byTag.get('tenant:1')?.size]).toEqual([4, 3]);
    tokens.forgetAll();
    expect([tokens.size, byTag.size]).toEqual([0, 0]);
  });

  it('with room for nothing remembers nothing', () => {
    const tokens = remembering(tokenOf(), 0);
    expect(tokens.find('f', now, nobody)).toBeUndefined();
    tokens.forgetAll();
    expect(tokens.size).toBe(0);
  });
});
