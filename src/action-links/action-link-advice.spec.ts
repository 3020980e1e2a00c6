import { describe, expect, it } from '@jest/globals';
import { adviceOnApiKeyToken } from '../federation/api-key-token-advice.js';
import { publicCodeOf } from '../federation/rejection.js';
import { signedSearchAdvice } from '../signed-search/signed-search-advice.js';
import { actionLinkAdvice, adviceOnActionLink } from './action-link-advice.js';

const shared = [
  'too_long',
  'header_not_json',
  'alg_none',
  'alg_mismatch',
  'jti_invalid',
  'kid_invalid',
  'kid_unknown',
  'key_missing',
  'signature_wrong',
  'expired',
] as const;

describe('advice on signed searches and action links', () => {
  it('is a sentence and a remedy for every reason, and speaks of no configuration', () => {
    const all = [
      ...Object.values(signedSearchAdvice),
      ...Object.values(actionLinkAdvice),
      ...shared.map(adviceOnApiKeyToken),
    ];
    for (const { means, todo } of all) {
      expect(means).toMatch(/^[A-Za-z].*\.$/);
      expect(todo).toMatch(/^[A-Za-z].*\.$/);
      expect(means + todo).not.toMatch(/JwtConfiguration|jwt-config/);
    }
  });

  it('of particular reasons is their own, of others the common one', () => {
    expect(adviceOnActionLink('booking_other')).toBe(actionLinkAdvice.booking_other);
    expect(adviceOnActionLink('signature_wrong')).toBe(adviceOnApiKeyToken('signature_wrong'));
  });

  it('tells strangers nothing of what is particular', () => {
    const reasons = [...Object.keys(signedSearchAdvice), ...Object.keys(actionLinkAdvice)];
    expect(new Set(reasons.map(publicCodeOf))).toEqual(new Set(['token_rejected']));
  });
});
