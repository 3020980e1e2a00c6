import { describe, expect, it } from '@jest/globals';
import { VerifiedTokens, type StandingProof } from './verified-tokens.js';

const now = Date.UTC(2026, 0, 1);
const second = 1000;
const rules = { clockToleranceSeconds: 0, requireExp: false };

function tokenOf(members: Partial<StandingProof> = {}): StandingProof {
  return {
    times: { exp: now / 1000 + 60, nbf: undefined, iat: undefined },
    rules,
    keyUntil: undefined,
    ...members,
  };
}

function remembering(token: StandingProof, most = 10): VerifiedTokens<string> {
  const tokens = new VerifiedTokens<string>(most);
  tokens.remember('f', { token, bearer: 'ann', tags: ['user:1', 'tenant:1'] }, tokens.moment);
  return tokens;
}

describe('VerifiedTokens', () => {
  it('answers what was remembered, and counts', () => {
    const tokens = remembering(tokenOf());
    expect(tokens.find('f', now)?.bearer).toBe('ann');
    expect(tokens.find('g', now)).toBeUndefined();
    expect([tokens.hits, tokens.misses, tokens.size]).toEqual([1, 1, 1]);
  });

  it('asks the times on every use: dead from the instant of exp on', () => {
    const tokens = remembering(tokenOf());
    expect(tokens.find('f', now + 60 * second - 1)).toBeDefined();
    expect(tokens.find('f', now + 60 * second)).toBeUndefined();
    expect(tokens.size).toBe(0);
  });

  it('asks the age and the end of a key’s overlap on every use', () => {
    const aging = remembering(
      tokenOf({
        times: { exp: undefined, nbf: undefined, iat: now / 1000 },
        rules: { ...rules, maxTokenAgeSeconds: 5 },
      }),
    );
    expect(aging.find('f', now + 5 * second)).toBeDefined();
    expect(aging.find('f', now + 6 * second)).toBeUndefined();
    const overlapping = remembering(tokenOf({ keyUntil: now + second }));
    expect(overlapping.find('f', now + second - 1)).toBeDefined();
    expect(overlapping.find('f', now + second)).toBeUndefined();
  });

  it('holds only while whoever uses it has nothing against it', () => {
    const token = tokenOf();
    const tokens = remembering(token);
    expect(tokens.find('f', now, (held) => held === token)).toBeDefined();
    expect(tokens.find('f', now, () => false)).toBeUndefined();
    expect(tokens.find('f', now)).toBeUndefined();
  });

  it('forgets by each of its tags and by no other', () => {
    const tokens = remembering(tokenOf());
    tokens.forget('user:2');
    expect(tokens.size).toBe(1);
    tokens.forget('tenant:1');
    expect(tokens.find('f', now)).toBeUndefined();
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
    expect(tokens.find('f', now)?.bearer).toBe('ben');
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
    expect(tokens.find('f0', now)).toBeUndefined();
    const { byTag } = tokens as unknown as { byTag: Map<string, Set<string>> };
    expect([byTag.size, byTag.get('tenant:1')?.size]).toEqual([4, 3]);
    tokens.forgetAll();
    expect([tokens.size, byTag.size]).toEqual([0, 0]);
  });

  it('with room for nothing remembers nothing', () => {
    const tokens = remembering(tokenOf(), 0);
    expect(tokens.find('f', now)).toBeUndefined();
    tokens.forgetAll();
    expect(tokens.size).toBe(0);
  });
});
