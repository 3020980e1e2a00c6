import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../access/principal.js';
import { isSigned, mayAskAbout, refuseForeignUser } from './signed-caller.js';

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

  it.each<[string, Principal, boolean]>([
    ['a merchant’s server', app, true],
    ['a client without a token', device(null), true],
    ['a client of the same user', device('ann'), true],
    ['a client of another user', device('bo'), false],
    ['a client of a user who differs in one letter', device('Ann'), false],
    ['a client of a user who differs in a space', device('ann '), false],
    ['a client of the empty user', device(''), false],
  ])('%s may ask about a user: %#', (_title, caller, may) => {
    expect(mayAskAbout(caller, 'ann')).toBe(may);
    const refusing = expect(() => refuseForeignUser(caller, 'ann'));
    if (may) refusing.not.toThrow();
    else refusing.toThrow(expect.objectContaining({ code: 'token_rejected', status: 401 }));
  });
});
