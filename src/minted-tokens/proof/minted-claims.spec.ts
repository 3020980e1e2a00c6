import { describe, expect, it } from '@jest/globals';
import { grantOf, readAudience, readMethods, readMintedClaims, readPins } from './minted-claims.js';

const tenant = { slug: 'acme' };

describe('readAudience', () => {
  it.each<[unknown, { path: string; account: string | null }[]]>([
    ['/v2/search', [{ path: '/v2/search', account: null }]],
    ['/v2/search/', [{ path: '/v2/search', account: null }]],
    ['/v2/accounts/me/search', [{ path: '/v2/search', account: 'me' }]],
    ['/v2/accounts/acme/search', [{ path: '/v2/search', account: 'acme' }]],
    ['/v2/%73earch', [{ path: '/v2/search', account: null }]],
    ['/v2/answers/é', [{ path: '/v2/answers/%C3%A9', account: null }]],
    [
      ['/v2/search', '/v2/bookings'],
      [
        { path: '/v2/search', account: null },
        { path: '/v2/bookings', account: null },
      ],
    ],
  ])('reads %j', (aud, paths) => {
    expect(readAudience(aud)).toEqual({ ok: paths });
  });

  it.each<[unknown, string]>([
    [undefined, 'aud_missing'],
    [null, 'aud_invalid'],
    [1, 'aud_invalid'],
    [true, 'aud_invalid'],
    [{}, 'aud_invalid'],
    [[], 'aud_invalid'],
    [['/v2/search', 1], 'aud_invalid'],
    [['/v2/search', ['/v2/search']], 'aud_invalid'],
    [Array.from({ length: 51 }, () => '/v2/search'), 'aud_invalid'],
    ['', 'aud_no_path'],
    ['/', 'aud_no_path'],
    ['/v2', 'aud_no_path'],
    ['/v2/', 'aud_no_path'],
    ['/v2//', 'aud_no_path'],
    ['/v2/accounts', 'aud_no_path'],
    ['/v2/accounts/me', 'aud_no_path'],
    ['/v2/accounts/me/', 'aud_no_path'],
    ['/api/search', 'aud_no_path'],
    ['/V2/search', 'aud_no_path'],
    ['/%762/search', 'aud_no_path'],
    ['v2/search', 'aud_no_path'],
    ['https://countersign.example/v2/search', 'aud_no_path'],
    ['/v2/search?experienceKey=x', 'aud_no_path'],
    ['/v2/search#x', 'aud_no_path'],
    ['/v2/../v2/search', 'aud_no_path'],
    ['/v2/./search', 'aud_no_path'],
    ['/v2/%2e%2e/search', 'aud_no_path'],
    ['/v2//search', 'aud_no_path'],
    ['/v2/a%2fb', 'aud_no_path'],
    ['/v2/a\\b', 'aud_no_path'],
    ['/v2/a\u0000', 'aud_no_path'],
    ['/v2/%zz', 'aud_no_path'],
    ['/v2/\ud800', 'aud_no_path'],
    [['/v2/search', '/v2/'], 'aud_no_path'],
  ])('refuses %j', (aud, refused) => {
    expect(readAudience(aud)).toEqual({ refused });
  });
});

describe('readMethods', () => {
  it('is GET where nothing is said, and what is listed otherwise', () => {
    expect(readMethods(undefined)).toEqual({ ok: new Set(['GET']) });
    expect(readMethods(['POST', 'GET', 'POST'])).toEqual({ ok: new Set(['POST', 'GET']) });
  });

  it.each([null, 'GET', [], ['get'], ['GET', 'OPTIONS'], ['GET', 1], [['GET']], {}, ['*']])(
    'refuses %j',
    (methods) => {
      expect(readMethods(methods)).toEqual({ refused: 'methods_invalid' });
    },
  );
});

describe('readPins', () => {
  it('takes text as it is, numbers and booleans as text, objects and lists as JSON text', () => {
    const query = { a: ' b ', n: 1.5, yes: true, no: false, o: { a: [1] }, l: ['x', null], e: '' };
    expect(readPins(query)).toEqual({
      ok: new Map(
        Object.entries({
          a: ' b ',
          n: '1.5',
          yes: 'true',
          no: 'false',
          o: '{"a":[1]}',
          l: '["x",null]',
          e: '',
        }),
      ),
    });
    expect(readPins(undefined)).toEqual({ ok: new Map() });
    expect(readPins({})).toEqual({ ok: new Map() });
  });

  it('takes a member named __proto__ for a parameter like any other', () => {
    expect(readPins(JSON.parse('{"__proto__":"x"}'))).toEqual({ ok: new Map([['__proto__', 'x']]) });
  });

  it.each<[unknown, string]>([
    [null, 'query_invalid'],
    ['a=b', 'query_invalid'],
    [[], 'query_invalid'],
    [7, 'query_invalid'],
    [Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`p${at}`, 1])), 'query_invalid'],
    [{ '': 'x' }, 'query_name_invalid'],
    [{ ['x'.repeat(101)]: 'x' }, 'query_name_invalid'],
    [{ 'a[]': 'x' }, 'query_name_invalid'],
    [{ 'a[0]': 'x' }, 'query_name_invalid'],
    [{ jwt: 'x' }, 'query_name_invalid'],
    [{ JWT: 'x' }, 'query_name_invalid'],
    [{ signed_search: 'x' }, 'query_name_invalid'],
    [{ signature: 'x' }, 'query_name_invalid'],
    [{ auth: 'x' }, 'query_name_invalid'],
    [{ '\ud800': 'x' }, 'query_name_invalid'],
    [{ 'a\u0000': 'x' }, 'query_name_invalid'],
    [{ a: null }, 'query_value_invalid'],
    [{ a: Infinity }, 'query_value_invalid'],
    [JSON.parse('{"a":12345678901234567890}'), 'query_value_invalid'],
    [JSON.parse('{"a":-9007199254740993}'), 'query_value_invalid'],
    [{ a: '\ud800' }, 'query_value_invalid'],
    [{ a: '\u0000' }, 'query_value_invalid'],
    [{ a: 'x'.repeat(2001) }, 'query_value_invalid'],
    [{ a: { b: 'x'.repeat(2000) } }, 'query_value_invalid'],
  ])('refuses %j', (query, refused) => {
    expect(readPins(query)).toEqual({ refused });
  });
});

describe('a grant', () => {
  it('is of the tenant’s own paths: those of other accounts open nothing', () => {
    const claims = readMintedClaims({
      aud: ['/v2/accounts/me/search', '/v2/accounts/acme/bookings', '/v2/accounts/other/users', '/v2/app'],
      query: { experienceKey: 'MySearchExperience' },
      sub: 'ignored',
      scope: 'all',
    });
    if ('refused' in claims) throw new Error(claims.refused);
    expect(grantOf(claims.ok, tenant)).toEqual({
      paths: ['/v2/search', '/v2/bookings', '/v2/app'],
      methods: new Set(['GET']),
      pinned: new Map([['experienceKey', 'MySearchExperience']]),
    });
  });

  it('has nothing where the first claim that no token may have stands', () => {
    expect(readMintedClaims({})).toEqual({ refused: 'aud_missing' });
    expect(readMintedClaims({ aud: '/v2/a', methods: 'GET' })).toEqual({ refused: 'methods_invalid' });
    expect(readMintedClaims({ aud: '/v2/a', query: 'a' })).toEqual({ refused: 'query_invalid' });
  });
});
