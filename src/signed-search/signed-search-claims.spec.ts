import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefused } from '../common/decision.js';
import { splitSearch } from '../common/search.js';
import { readSignedSearchClaims } from './signed-search-claims.js';

const ann = { app_slug: 'acme', 'customer.email': 'ann@example.com' };
/** A payload as it comes out of JSON, where `__proto__` is a member like any other. */
const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('readSignedSearchClaims', () => {
  it('reads tenant, pairs and times', () => {
    const payload = { ...ann, 'meta.order': 'A-7', state: 'confirmed', iat: 1.5, nbf: 1, exp: 2, jti: 'j' };
    expect(readSignedSearchClaims(payload)).toEqual({
      ok: {
        appSlug: 'acme',
        pairs: [
          { field: 'customer.email', value: 'ann@example.com' },
          { field: 'meta.order', value: 'A-7' },
          { field: 'state', value: 'confirmed' },
        ],
        times: { iat: 1.5, nbf: 1, exp: 2 },
      },
    });
  });

  it.each([
    ['one of meta alone', { app_slug: 'acme', 'meta.customer': '7' }],
    ['an e-mail as it stands', { app_slug: 'acme', 'customer.email': ' Ann@EXAMPLE.com' }],
    ['a value with colons', { app_slug: 'acme', 'meta.url': 'https://x.example:1' }],
    [
      'every field of a customer',
      {
        ...ann,
        'resource.id': 'r',
        'project.id': 'p',
        'user.id': 'u',
        graph: 'instant',
        state: 's',
        completed: 'true',
        'customer.name': '*nn',
        'customer.phone': '+45',
      },
    ],
  ])('takes %s', (_title, payload) => {
    expect(readSignedSearchClaims(payload)).toMatchObject({ ok: { appSlug: 'acme' } });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no tenant', { 'customer.email': 'a' }, 'app_slug_missing'],
    ['a tenant that is no text', { ...ann, app_slug: 1 }, 'app_slug_missing'],
    ['an empty tenant', { ...ann, app_slug: '' }, 'app_slug_missing'],
    ['a list of tenants', { ...ann, app_slug: ['acme'] }, 'app_slug_missing'],
    ['nothing about the customer', { app_slug: 'acme' }, 'identity_missing'],
    ['a field that names nobody', { app_slug: 'acme', state: 'confirmed' }, 'identity_missing'],
    ['a name alone', { app_slug: 'acme', 'customer.name': 'Ann' }, 'identity_missing'],
    ['a phone alone', { app_slug: 'acme', 'customer.phone': '1' }, 'identity_missing'],
    ['a user alone', { app_slug: 'acme', 'user.id': 'u' }, 'identity_missing'],
    ['a member of the merchant’s', { ...ann, 'meta._note': 'x' }, 'member_unknown'],
    ['meta without a key', { ...ann, 'meta.': 'x' }, 'member_unknown'],
    ['an issuer', { ...ann, iss: 'x' }, 'member_unknown'],
    ['an audience', { ...ann, aud: 'x' }, 'member_unknown'],
    ['a subject', { ...ann, sub: 'x' }, 'member_unknown'],
    ['a user', { ...ann, id: 'u' }, 'member_unknown'],
    ['the booking of a link', { ...ann, booking_id: 'b' }, 'member_unknown'],
    ['an action of a link', { ...ann, action: 'cancel' }, 'member_unknown'],
    ['a field of another case', { ...ann, 'Customer.email': 'a' }, 'member_unknown'],
    ['a field with a space', { ...ann, 'customer.email ': 'a' }, 'member_unknown'],
    ['search itself', { ...ann, search: 'customer.email:ann@example.com' }, 'member_unknown'],
    [
      'a member named __proto__',
      parsed('{"app_slug":"acme","customer.email":"a","__proto__":"x"}'),
      'member_unknown',
    ],
    ['a member named constructor', { ...ann, constructor: 'x' }, 'member_unknown'],
    ['an empty e-mail', { app_slug: 'acme', 'customer.email': '' }, 'pair_invalid'],
    ['an e-mail that is null', { app_slug: 'acme', 'customer.email': null }, 'pair_invalid'],
    ['an e-mail that is true', { app_slug: 'acme', 'customer.email': true }, 'pair_invalid'],
    ['two e-mails', { app_slug: 'acme', 'customer.email': ['a', 'b'] }, 'pair_invalid'],
    ['a number of meta', { app_slug: 'acme', 'meta.k': 7 }, 'pair_invalid'],
    ['an object of meta', { app_slug: 'acme', 'meta.k': {} }, 'pair_invalid'],
    ['completed that is a boolean', { ...ann, completed: true }, 'pair_invalid'],
    ['completed that is neither', { ...ann, completed: 'yes' }, 'pair_invalid'],
    ['a value with a semicolon', { app_slug: 'acme', 'customer.email': 'a;state:x' }, 'pair_unsearchable'],
    ['a name with a colon', { app_slug: 'acme', 'meta.a:b': 'c' }, 'pair_unsearchable'],
    ['a name with a semicolon', { ...ann, 'meta.a;state': 'c' }, 'pair_unsearchable'],
    ['NUL', { app_slug: 'acme', 'meta.k': 'a\u0000' }, 'pair_unsearchable'],
    ['half a character', { app_slug: 'acme', 'meta.k': '\uD800' }, 'pair_unsearchable'],
    ['more than a search holds', { app_slug: 'acme', 'meta.k': 'x'.repeat(4096) }, 'pair_unsearchable'],
    [
      'more pairs than a search has',
      Object.fromEntries([
        ['app_slug', 'acme'],
        ...Array.from({ length: 21 }, (_, at) => [`meta.${at}`, 'x']),
      ]),
      'pair_unsearchable',
    ],
    ['exp as text', { ...ann, exp: '9999999999' }, 'exp_invalid'],
    ['exp in milliseconds', { ...ann, exp: 1e15 }, 'exp_invalid'],
    ['exp that is null', { ...ann, exp: null }, 'exp_invalid'],
    ['nbf as text', { ...ann, nbf: 'x' }, 'nbf_invalid'],
    ['iat that is true', { ...ann, iat: true }, 'iat_invalid'],
    ['jti that is a number', { ...ann, jti: 1 }, 'jti_invalid'],
  ])('refuses %s', (_title, payload, reason) => {
    expect(readSignedSearchClaims(payload)).toEqual({ refused: reason });
  });

  it('of any pairs: takes only what a search can say, and exactly that', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom(...'ab;:.*_% ', 'é', '\u0000') });
    const name = fc.oneof(
      text,
      text.map((key) => `meta.${key}`),
      fc.constantFrom('customer.email', 'state'),
    );
    fc.assert(
      fc.property(fc.dictionary(name, text, { maxKeys: 5 }), (pairs) => {
        const claims = readSignedSearchClaims({ ...pairs, app_slug: 'acme' });
        if (isRefused(claims)) return;
        const search = claims.ok.pairs.map(({ field, value }) => `${field}:${value}`).join(';');
        expect(splitSearch(search)).toEqual({ ok: claims.ok.pairs });
        expect(Object.fromEntries(claims.ok.pairs.map(({ field, value }) => [field, value]))).toEqual({
          ...pairs,
        });
      }),
    );
  });
});
