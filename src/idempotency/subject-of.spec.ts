import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../access/principal.js';
import { subjectOf } from './subject-of.js';

const caller = (kind: Principal['kind'], id: string, fingerprint: string | null): Principal =>
  ({
    kind,
    credential: { id, fingerprint },
    ...(kind === 'user' && { user: { id } }),
  }) as unknown as Principal;

describe('subjectOf', () => {
  it('is one for all server keys, and another for all widget keys', () => {
    expect(subjectOf(caller('app', 'k1', null))).toBe(subjectOf(caller('app', 'k2', null)));
    expect(subjectOf(caller('widget', 'k1', null))).not.toBe(subjectOf(caller('app', 'k1', null)));
  });

  it('is the user, whatever token they hold', () => {
    expect(subjectOf(caller('user', 'u', 'one'))).toBe(subjectOf(caller('user', 'u', 'other')));
    expect(subjectOf(caller('user', 'u', 'one'))).not.toBe(subjectOf(caller('user', 'v', 'one')));
  });

  it('is nobody for a client without a token, and the very token of one with', () => {
    const client = (signedUser: string | null, fingerprint: string | null) =>
      subjectOf({ ...caller('device', 'k', fingerprint), signedUser } as Principal);
    expect(client(null, null)).toBeNull();
    expect(client('', 'one')).toBe(client('', 'one'));
    expect(client('u', 'one')).not.toBe(client('u', 'other'));
  });

  it.each(['customer', 'action'] as const)('is the very token of a %s, for one key signs many', (kind) => {
    expect(subjectOf(caller(kind, 'k', 'one'))).not.toBe(subjectOf(caller(kind, 'k', 'other')));
    expect(subjectOf(caller(kind, 'k', 'one'))).toBe(subjectOf(caller(kind, 'k', 'one')));
  });
});
