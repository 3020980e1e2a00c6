import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { splitSearch } from '../common/search.js';
import { makeSignedSearch, searchText, signedSearchPairs } from './signed-search-maker.js';

const secret = 'merchant-secret-of-thirty-two-bytes!';
const key = { id: 'key-1', key: createSecretKey(secret, 'utf8') };
const place = { publicUrl: 'https://backend.example/api', slug: 'acme' };
const make = (members: Record<string, string>, exp: number | null = null) =>
  makeSignedSearch(place, members, { iat: 1_900_000_000, exp }, key);
const made = (members: Record<string, string>, exp: number | null = null) => {
  const answer = make(members, exp);
  if ('refused' in answer) throw new Error(JSON.stringify(answer.refused));
  return answer.ok;
};

describe('makeSignedSearch', () => {
  it('signs the pairs under the literal names of their fields, with HS256 and the id of the key', () => {
    const { token } = made({ 'customer.email': 'Ann@example.com', 'meta.shop': 'north', state: 'confirmed' });
    const read = jsonwebtoken.verify(token, secret, { algorithms: ['HS256'], complete: true });
    expect(read.header).toEqual({ typ: 'JWT', alg: 'HS256', kid: 'key-1' });
    expect(read.payload).toEqual({
      app_slug: 'acme',
      'customer.email': 'Ann@example.com',
      'meta.shop': 'north',
      state: 'confirmed',
      iat: 1_900_000_000,
    });
  });

  it('ends it where an end is given, and never otherwise', () => {
    expect(jsonwebtoken.decode(made({ 'meta.id': '7' }, 1_900_000_060).token)).toMatchObject({
      exp: 1_900_000_060,
    });
    expect(jsonwebtoken.decode(made({ 'meta.id': '7' }).token)).not.toHaveProperty('exp');
  });

  it('makes addresses that hold the same search, whatever characters stand in it', () => {
    const members = { 'customer.email': 'a+b&c=d#e%3B f?@exämple.com', 'meta.a b': 'x:y/ü😀"<>' };
    const { token, url, overviewUrl } = made(members);
    const query = new URL(url);
    expect(query.origin + query.pathname).toBe('https://backend.example/api/v2/bookings');
    const overview = new URL(overviewUrl);
    expect(overview.origin + overview.pathname + overview.search).toBe(
      'https://backend.example/api/overview/acme',
    );
    for (const parameters of [query.searchParams, new URLSearchParams(overview.hash.slice(1))]) {
      expect([...parameters.keys()]).toEqual(['search', 'signed_search']);
      expect(parameters.get('signed_search')).toBe(token);
      const pairs = splitSearch(parameters.get('search') ?? '');
      expect(pairs).toEqual({ ok: Object.entries(members).map(([field, value]) => ({ field, value })) });
    }
  });

  it('makes no address that proxies would cut', () => {
    expect(make({ 'meta.id': 'x'.repeat(4000) })).toEqual({
      refused: { search: [expect.stringContaining('too long')] },
    });
    expect(made({ 'meta.id': 'x'.repeat(2000) }).url.length).toBeLessThan(8000);
  });
});

describe('signedSearchPairs', () => {
  it.each<[string, Record<string, string>, string, RegExp]>([
    ['nothing', {}, 'customer.email', /is needed, or meta.KEY/],
    ['nobody', { state: 'confirmed' }, 'customer.email', /is needed/],
    ['a name alone, which others may have', { 'customer.name': 'Ann' }, 'customer.email', /is needed/],
    ['an unknown field', { 'customer.email': 'a@b', colour: 'red' }, 'colour', /unknown field/],
    ["a member of meta that is the merchant's own", { 'meta._note': 'x' }, 'meta._note', /unknown field/],
    ['meta without a key', { 'meta.': 'x' }, 'meta.', /unknown field/],
    ['no value', { 'customer.email': '' }, 'customer.email', /must not be empty/],
    [
      'a value that would be two pairs',
      { 'customer.email': 'a@b;state:x' },
      'customer.email',
      /must not hold ;/,
    ],
    ['a key that would be two pairs', { 'meta.a;b': 'x' }, 'meta.a;b', /names hold no ; and no :/],
    ['a key that would end early', { 'meta.a:b': 'x' }, 'meta.a:b', /names hold no ; and no :/],
    ['text that no database takes', { 'meta.a': 'x\u0000' }, 'meta.a', /without NUL/],
    ['half a character', { 'meta.a': '\ud800' }, 'meta.a', /well-formed/],
    [
      'a word that is neither true nor false',
      { 'meta.a': 'x', completed: 'maybe' },
      'completed',
      /true or false/,
    ],
  ])('refuses %s, naming the field', (_, members, field, message) => {
    const answer = signedSearchPairs(members);
    expect(answer).toEqual({
      refused: expect.objectContaining({ [field]: [expect.stringMatching(message)] }),
    });
  });

  it('refuses a field that means something to objects', () => {
    const members = JSON.parse('{"customer.email":"a@b","__proto__":"x"}') as Record<string, string>;
    const answer = signedSearchPairs(members);
    expect('refused' in answer && Object.getOwnPropertyNames(answer.refused)).toEqual(['__proto__']);
  });

  it('takes every field that a customer may search, beside one that says who they are', () => {
    const members = {
      'meta.customer': 'c-7',
      'customer.email': 'ann@example.com',
      'customer.name': 'Ann*',
      'customer.phone': '+45 1',
      'resource.id': '01890000-0000-7000-8000-000000000000',
      'project.id': '01890000-0000-7000-8000-000000000001',
      graph: 'instant',
      state: 'confirmed',
      completed: 'false',
    };
    const pairs = signedSearchPairs(members);
    expect(pairs).toEqual({ ok: Object.entries(members).map(([field, value]) => ({ field, value })) });
  });

  it('refuses pairs that are too long together', () => {
    const members = { 'meta.a': 'x'.repeat(3000), 'meta.b': 'x'.repeat(3000) };
    expect(signedSearchPairs(members)).toEqual({ refused: { search: [expect.stringContaining('4096')] } });
    expect(searchText([{ field: 'meta.a', value: '1' }])).toBe('meta.a:1');
  });
});
