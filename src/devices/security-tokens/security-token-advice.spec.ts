import { describe, expect, it } from '@jest/globals';
import { adviceOnApiKeyToken } from '../../federation/api-key-token-advice.js';
import { publicCodeOf } from '../../federation/rejection.js';
import { adviceOnSecurityToken, type ClientRefusal } from './security-token-advice.js';

const particular: readonly ClientRefusal[] = [
  'client_unknown',
  'key_missing',
  'kid_unknown',
  'kid_other',
  'signature_wrong',
  'token_of_other_kind',
  'user_invalid',
  'user_other',
  'exp_missing',
  'life_too_long',
];
const shared = ['too_long', 'alg_none', 'alg_mismatch', 'jti_invalid', 'expired'] as const;

describe('advice on security tokens', () => {
  it('is a sentence and a remedy for every reason, and speaks of no configuration', () => {
    for (const reason of [...particular, ...shared]) {
      const { means, todo } = adviceOnSecurityToken(reason);
      expect([reason, means]).toEqual([reason, expect.stringMatching(/^[A-Za-z].*\.$/)]);
      expect([reason, todo]).toEqual([reason, expect.stringMatching(/^[A-Za-z].*\.$/)]);
      expect(means + todo).not.toMatch(/JwtConfiguration|jwt-config/);
    }
  });

  it('is the common one where nothing is particular', () => {
    for (const reason of shared) expect(adviceOnSecurityToken(reason)).toBe(adviceOnApiKeyToken(reason));
  });

  it('tells strangers nothing of what is particular', () => {
    expect(new Set(particular.map(publicCodeOf))).toEqual(new Set(['token_rejected']));
  });
});
