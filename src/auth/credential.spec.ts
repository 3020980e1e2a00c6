import { describe, expect, it } from '@jest/globals';
import { readCredential } from './credential.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const none = { jwt: undefined, signedSearch: undefined, signature: undefined, client: null };
const read = (
  authorization?: string,
  jwt?: string,
  signed: { signedSearch?: string; signature?: string } = {},
) =>
  readCredential({
    ...none,
    ...signed,
    rawHeaders: authorization === undefined ? ['Host', 'x'] : ['Host', 'x', 'Authorization', authorization],
    jwt,
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
      expect(readCredential({ ...none, rawHeaders })).toEqual(refused('credential_ambiguous'));
    }
  });

  it.each<[string, Parameters<typeof read>, object]>([
    [
      'a signed search',
      [undefined, undefined, { signedSearch: 'a.b.c' }],
      { kind: 'signed_search', token: 'a.b.c', beside: null },
    ],
    [
      'a signed search beside what may be a widget key',
      [basic(':s'), undefined, { signedSearch: 'a.b.c' }],
      {
        kind: 'signed_search',
        token: 'a.b.c',
        beside: { kind: 'secret', secret: 's', carriedIn: 'basic' },
      },
    ],
    [
      'an empty signed search',
      [undefined, undefined, { signedSearch: '' }],
      { kind: 'signed_search', token: '', beside: null },
    ],
    [
      'an action link',
      [undefined, undefined, { signature: 'a.b.c' }],
      { kind: 'action_link', token: 'a.b.c' },
    ],
  ])('reads %s', (_title, sources, expected) => {
    expect(read(...sources)).toEqual(expected);
  });

  it.each<[string, Parameters<typeof read>]>([
    ['a signed search beside a token', ['Bearer a.b.c', undefined, { signedSearch: 'a.b.c' }]],
    ['a signed search beside a secret as Bearer', ['Bearer s3cret', undefined, { signedSearch: 'a.b.c' }]],
    ['a signed search beside another scheme', ['Token x', undefined, { signedSearch: 'a.b.c' }]],
    ['a signed search beside a user name', [basic('u:s'), undefined, { signedSearch: 'a.b.c' }]],
    ['a signed search beside an empty header', ['', undefined, { signedSearch: 'a.b.c' }]],
    ['a signed search beside a jwt', [undefined, 'a.b.c', { signedSearch: 'a.b.c' }]],
    ['a signed search beside an empty jwt', [undefined, '', { signedSearch: 'a.b.c' }]],
    ['a signed search beside an action link', [undefined, undefined, { signedSearch: 'a', signature: 'a' }]],
    ['an action link beside a secret', [basic(':s'), undefined, { signature: 'a.b.c' }]],
    ['an action link beside a token', ['Bearer a.b.c', undefined, { signature: 'a.b.c' }]],
    ['an action link beside a jwt', [undefined, 'a.b.c', { signature: 'a.b.c' }]],
    ['an action link beside an empty header', ['', undefined, { signature: 'a.b.c' }]],
    ['all at once', [basic(':s'), 'a.b.c', { signedSearch: 'a.b.c', signature: 'a.b.c' }]],
  ])('refuses %s', (_title, sources) => {
    expect(read(...sources)).toEqual(refused('credential_ambiguous'));
  });

  it('reads names of headers, never their values', () => {
    const rawHeaders = ['X-Note', 'Authorization', 'X-Other', 'Bearer a.b.c'];
    expect(readCredential({ ...none, rawHeaders })).toEqual({ kind: 'none' });
  });
});
