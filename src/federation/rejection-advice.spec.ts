import { describe, expect, it } from '@jest/globals';
import { publicCodeOf } from './rejection.js';
import { adviceOn, rejectionAdvice } from './rejection-advice.js';

describe('advice on rejected tokens', () => {
  it('names what a part of the token suffers from', () => {
    expect(adviceOn('header_not_base64url').means).toBe('The header is not canonical base64url.');
    expect(adviceOn('payload_duplicate_member').means).toBe('The payload names a member twice.');
    expect(adviceOn('signature_not_base64url').means).toBe('The signature is not canonical base64url.');
  });

  it('is a sentence and a remedy for every reason', () => {
    for (const { means, todo } of Object.values(rejectionAdvice)) {
      expect(means).toMatch(/^[A-Za-z].*\.$/);
      expect(todo).toMatch(/^[A-Za-z].*\.$/);
    }
  });

  it('tells strangers form and time apart, and nothing else', () => {
    const codes = new Set(Object.keys(rejectionAdvice).map((reason) => publicCodeOf(reason as never)));
    expect([...codes].sort()).toEqual([
      'keys_unavailable',
      'token_expired',
      'token_malformed',
      'token_not_active',
      'token_rejected',
      'verification_busy',
    ]);
    expect(publicCodeOf('header_too_deep')).toBe('token_malformed');
    expect(publicCodeOf('payload_duplicate_member')).toBe('token_malformed');
  });
});
