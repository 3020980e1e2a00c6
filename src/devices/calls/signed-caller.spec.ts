import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../access/principal.js';
import { isSigned, refuseForeignUser } from './signed-caller.js';

const app = { kind: 'app' } as Principal;
const device = (signedUser: string | null) => ({ kind: 'device', signedUser }) as Principal;

describe('who is signed', () => {
  it.each<[string, Principal, boolean]>([
    ['a merchant’s server', app, true],
    ['a client with a token', device('u'), true],
    ['a client with a token for the empty user', device(''), true],
    ['a client without one', device(null), false],
    ['a widget key', { kind: 'widget' } as Principal, false],
  ])('%s: %#', (_title, caller, signed) => {
    expect(isSigned(caller)).toBe(signed);
  });

  it('speaks for the user of its token alone, letter by letter; a server for all, and the unsigned for none', () => {
    for (const caller of [app, device('u'), device(null)])
      expect(() => refuseForeignUser(caller, 'u')).not.toThrow();
    for (const user of ['U', 'u ', '', 'v'])
      expect(() => refuseForeignUser(device('u'), user)).toThrow(
        expect.objectContaining({ code: 'token_rejected' }),
      );
    expect(() => refuseForeignUser(device(''), 'u')).toThrow(expect.objectContaining({ status: 401 }));
  });
});
