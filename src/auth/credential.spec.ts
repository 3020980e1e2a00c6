import { describe, expect, it } from '@jest/globals';
import { readCredential } from './credential.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const read = (authorization?: string, jwt?: string, another = false) =>
  readCredential({
    rawHeaders: authorization === undefined ? ['Host', 'x'] : ['Host', 'x', 'Authorization', authorization],
    jwt,
    another,
  });
const refused = (code: string) => expect.objectContaining({ kind: 'refused', code });

describe('readCredential', () => {
  it.each([
    ['nothing', undefined, undefined, { kind: 'none' }],
    ['a token in the header', 'Bearer a.b.c', undefined, { kind: 'token', token: 'a.b.c' }],
    ['a scheme in any case', 'bEaReR a.b.c', undefined, { kind: 'token', token: 'a.b.c' }],
    ['spaces around the token', 'Bearer   a.b.c ', undefined, { kind: 'token', token: 'a.b.c' }],
    ['a token in the query', undefined, 'a.b.c', { kind: 'token', token: 'a.b.c' }],
    ['the same token twice', 'Bearer a.b.c', 'a.b.c', { kind: 'token', token: 'a.b.c' }],
    ['an unsigned token', 'Bearer a.b.', undefined, { kind: 'token', token: 'a.b.' }],
    [
      'a secret in Basic',
      basic(':s3cret'),
      undefined,
      { kind: 'secret', secret: 's3cret', carriedIn: 'basic' },
    ],
    [
      'a secret with a colon',
      basic(':a:b'),
      undefined,
      { kind: 'secret', secret: 'a:b', carriedIn: 'basic' },
    ],
    [
      'a secret as Bearer',
      'Bearer s3cret',
      undefined,
      { kind: 'secret', secret: 's3cret', carriedIn: 'bearer' },
    ],
    [
      'a JWT in Basic as a secret',
      basic(':a.b.c'),
      undefined,
      { kind: 'secret', secret: 'a.b.c', carriedIn: 'basic' },
    ],
  ])('reads %s', (_title, authorization, jwt, expected) => {
    expect(read(authorization, jwt)).toEqual(expected);
  });

  it.each([
    ['two different tokens', 'Bearer a.b.c', 'a.b.d', 'credential_ambiguous'],
    ['a secret beside a token', basic(':s'), 'a.b.c', 'credential_ambiguous'],
    ['an empty jwt beside a token', 'Bearer a.b.c', '', 'credential_ambiguous'],
    ['an unreadable header beside a token', 'Digest x', 'a.b.c', 'credential_ambiguous'],
    ['no token behind the scheme', 'Bearer', undefined, 'token_malformed'],
    ['two parts', 'Bearer a.b', undefined, 'token_malformed'],
    ['four parts', 'Bearer a.b.c.d', undefined, 'token_malformed'],
    ['a space inside', 'Bearer a.b. c', undefined, 'token_malformed'],
    ['a secret with a space', 'Bearer s3 cret', undefined, 'token_malformed'],
    ['a user name', basic('user:s3cret'), undefined, 'token_rejected'],
    ['a user name alone', basic('s3cret'), undefined, 'token_rejected'],
    ['no secret', basic(':'), undefined, 'token_rejected'],
    ['nothing in Basic', 'Basic', undefined, 'token_rejected'],
    ['no base64', 'Basic ****', undefined, 'token_rejected'],
    ['another scheme', 'Token a.b.c', undefined, 'token_rejected'],
    ['a bare token', 'a.b.c', undefined, 'token_rejected'],
    ['an empty header', '', undefined, 'token_rejected'],
  ])('refuses %s', (_title, authorization, jwt, code) => {
    expect(read(authorization, jwt)).toEqual(refused(code));
  });

  it('refuses two Authorization headers, equal or not, in any case', () => {
    for (const other of ['Bearer a.b.c', 'Bearer x.y.z', basic(':s')]) {
      const rawHeaders = ['authorization', 'Bearer a.b.c', 'AUTHORIZATION', other];
      expect(readCredential({ rawHeaders, jwt: undefined, another: false })).toEqual(
        refused('credential_ambiguous'),
      );
    }
  });

  it('refuses any credential beside one of another kind, and reads nothing where that one stands alone', () => {
    for (const authorization of [basic(':s'), 'Bearer a.b.c', 'Bearer s3cret', 'Token x'])
      expect(read(authorization, undefined, true)).toEqual(refused('credential_ambiguous'));
    expect(read(undefined, 'a.b.c', true)).toEqual(refused('credential_ambiguous'));
    expect(read(undefined, undefined, true)).toEqual({ kind: 'none' });
  });

  it('reads names of headers, never their values', () => {
    const rawHeaders = ['X-Note', 'Authorization', 'X-Other', 'Bearer a.b.c'];
    expect(readCredential({ rawHeaders, jwt: undefined, another: false })).toEqual({ kind: 'none' });
  });
});
