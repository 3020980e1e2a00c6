import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readClientBasic } from './client-credential.js';
import { readCredential, type Credential } from './credential.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const client = (...readings: [string, string | null][]) => ({
  kind: 'client',
  readings: readings.map(([clientId, token]) => ({ clientId, token })),
});

describe('readClientBasic', () => {
  it.each<[string, string, unknown]>([
    ['a client and its token', 'key-1:a.b.c', client(['key-1', 'a.b.c'])],
    ['a token with colons', 'key-1:a:b', client(['key-1', 'a:b'])],
    ['a client with an empty token', 'key-1:', client(['key-1', null])],
    ['a client alone', 'key-1', client(['key-1', null])],
    ['base64 of a pair', base64('key-1:a.b.c'), client(['key-1', 'a.b.c'])],
    ['base64 of an empty token', base64('k1:'), client(['k1', null], ['azE6', null])],
    ['base64 of an id', base64('key'), client(['a2V5', null], ['key', null])],
    ['base64 of a secret', base64(':s3cret'), { kind: 'secret', secret: 's3cret' }],
    ['an id that is base64 of a pair', 'dGVzdDp0', client(['test', 't'], ['dGVzdDp0', null])],
    ['an id that is base64 of no text', 'abcd', client(['abcd', null])],
    [
      'an id in the form of base64 with a control character',
      base64('a\nb').replace(/=/g, ''),
      client(['YQpi', null]),
    ],
    ['an id with bits left over', 'QR', client(['QR', null])],
    ['an empty client', ':s3cret', null],
    ['nothing', '', null],
    ['a colon', ':', null],
    ['base64 of a colon', base64(':'), null],
    ['no id', 'a b', null],
    ['an id that is none, in base64', base64('a b:c'), null],
    ['base64 with a newline', `${base64('key-1:a.b.c')}\n`, null],
    ['base64 with a newline inside', base64('key-1:a.b.c').replace(/^(.{4})/, '$1\n'), null],
    ['too much padding', `${base64('key')}===`, null],
    ['an id of 129 characters', 'x'.repeat(129), null],
  ])('reads %s', (_title, value, expected) => {
    expect(readClientBasic(value)).toEqual(expected);
  });

  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/);
  const token = fc.stringMatching(/^[A-Za-z0-9_.-]{0,80}$/);

  it('reads every spelling of a pair as the same', () => {
    fc.assert(
      fc.property(id, token, (clientId, text) => {
        const pair = `${clientId}:${text}`;
        const expected = { clientId, token: text || null };
        for (const spelling of [
          pair,
          base64(pair),
          base64(pair).replace(/=+$/, ''),
          Buffer.from(pair).toString('base64url'),
        ]) {
          const reading = readClientBasic(spelling);
          expect(reading?.kind === 'client' ? reading.readings[0] : reading).toEqual(expected);
        }
      }),
    );
  });

  it('reads every id alone, raw or in base64, among its readings', () => {
    fc.assert(
      fc.property(id, (clientId) => {
        for (const spelling of [clientId, base64(clientId)]) {
          const reading = readClientBasic(spelling);
          // An id may be base64 of `:text` by chance, and is then a secret's; `id:` says it without doubt.
          if (reading?.kind === 'secret') continue;
          expect(reading?.readings).toContainEqual({ clientId, token: null });
        }
      }),
    );
  });
});

describe('readCredential on a route of clients', () => {
  const read = (authorization?: string, body: unknown = undefined, auth?: string): Credential =>
    readCredential({
      rawHeaders: authorization === undefined ? [] : ['Authorization', authorization],
      jwt: undefined,
      signedSearch: undefined,
      signature: undefined,
      client: { auth, body },
    });

  it('never throws, whatever comes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('', ':', '::', 'Basic', 'Basic ', 'Bearer', 'k:', base64(':s'), base64('k:t')),
    );
    const maybe = fc.option(text, { nil: undefined });
    const body = fc.oneof(
      fc.anything(),
      fc.json().map((json) => JSON.parse(json) as unknown),
      fc.record({ client_id: fc.anything(), secret: fc.anything() }),
      fc.record({ client_id: text, secret: text }),
    );
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        fc.tuple(maybe, maybe, maybe, maybe),
        body,
        (values, [jwt, signedSearch, signature, auth], sent) => {
          const rawHeaders = values.flatMap((value, index) => [index % 2 ? 'X' : 'Authorization', value]);
          const credential = readCredential({
            rawHeaders,
            jwt,
            signedSearch,
            signature,
            client: { auth, body: sent },
          });
          expect(typeof credential.kind).toBe('string');
          if (credential.kind === 'client') expect(credential.readings.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('refuses two headers, equal or not', () => {
    for (const other of ['Basic k:t', 'Basic k', 'Bearer s'])
      expect(
        readCredential({
          rawHeaders: ['Authorization', 'Basic k:t', 'authorization', other],
          jwt: undefined,
          signedSearch: undefined,
          signature: undefined,
          client: { auth: undefined, body: undefined },
        }),
      ).toMatchObject({ kind: 'refused', code: 'credential_ambiguous' });
  });

  it.each<[string, Parameters<typeof read>, unknown]>([
    ['nothing', [], { kind: 'none' }],
    ['the body alone', [undefined, { client_id: 'k', secret: 't' }], client(['k', 't'])],
    ['a token for the client of the header', ['Basic k', { secret: 't' }], client(['k', 't'])],
    ['one token twice', ['Basic k:t', { client_id: 'k', secret: 't' }], client(['k', 't'])],
    ['an id that a body settles', ['Basic dGVzdDp0', { client_id: 'dGVzdDp0' }], client(['dGVzdDp0', null])],
    [
      'an empty auth beside nothing',
      [undefined, undefined, ''],
      { kind: 'refused', code: 'token_rejected', reason: 'basic_form' },
    ],
    ['auth with its scheme', [undefined, undefined, 'Basic k:t'], client(['k', 't'])],
    ['a bearer token', ['Bearer a.b.c'], { kind: 'token', token: 'a.b.c' }],
  ])('reads %s', (_title, sources, expected) => {
    expect(read(...sources)).toEqual(expected);
  });

  it.each<[string, Parameters<typeof read>]>([
    ['two clients', ['Basic k:t', { client_id: 'l' }]],
    ['two tokens', ['Basic k:t', { secret: 'u' }]],
    ['a bearer beside a client', ['Bearer a.b.c', { client_id: 'k' }]],
    ['a secret beside a token', [`Basic ${base64(':s')}`, { secret: 't' }]],
    ['auth beside another header', ['Basic k:t', undefined, 'k:u']],
    ['auth beside a bearer of the same text', ['Bearer k', undefined, 'k']],
    ['auth beside a body of another client', [undefined, { client_id: 'l' }, 'k:t']],
  ])('refuses %s', (_title, sources) => {
    expect(read(...sources)).toMatchObject({ kind: 'refused', code: 'credential_ambiguous' });
  });
});
