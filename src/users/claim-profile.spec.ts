import { describe, expect, test } from '@jest/globals';
import { mappedMembersOf, profileOf } from './claim-profile.js';

describe('a profile from claims', () => {
  test('takes the OpenID Connect names by default', () => {
    const claims = {
      email: 'ann@shop.example',
      name: 'Ann B.',
      given_name: 'Ann',
      family_name: 'B.',
      phone_number: '+45 1234',
      zoneinfo: 'Europe/Copenhagen',
      locale: 'da-DK',
      picture: 'https://shop.example/ann.png',
    };
    expect(profileOf(claims, {})).toEqual({
      email: 'ann@shop.example',
      name: 'Ann B.',
      first_name: 'Ann',
      last_name: 'B.',
      phone: '+45 1234',
      timezone: 'Europe/Copenhagen',
      locale: 'da-DK',
      picture: 'https://shop.example/ann.png',
    });
  });

  test('a mapped name replaces the default one, which then fills nothing', () => {
    expect(profileOf({ email: 'a@x.example', mail: 'b@x.example' }, { email: 'mail' })).toEqual({
      email: 'b@x.example',
    });
    expect(profileOf({ email: 'a@x.example' }, { email: 'mail' })).toEqual({});
  });

  test.each([
    ['a number', { name: 7 }],
    ['null', { name: null }],
    ['an object', { name: { toString: 'x' } }],
    ['a list', { name: ['Ann'] }],
    ['empty text', { name: '' }],
    ['256 characters', { name: 'x'.repeat(256) }],
    ['NUL', { name: 'a\u0000b' }],
    ['a lone surrogate', { name: 'a\ud800' }],
    ['a line break', { email: 'a@x.example\r\nBcc: b@x.example' }],
    ['text without an at sign', { email: 'ann' }],
    ['an unknown zone', { zoneinfo: 'Mars/Olympus' }],
    ['an offset in place of a zone', { zoneinfo: '+02:00' }],
    ['a script address', { picture: 'javascript:alert(1)' }],
    ['a picture beyond 2000 characters', { picture: `https://x.example/${'p'.repeat(2000)}` }],
  ])('passes over %s', (_, claims) => {
    expect(profileOf(claims, {})).toEqual({});
  });

  test('255 characters stay whole', () => {
    expect(profileOf({ name: 'x'.repeat(255) }, {})).toEqual({ name: 'x'.repeat(255) });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a claim called %s is read as an own member only',
    (claim) => {
      expect(profileOf({}, { name: claim })).toEqual({});
      const claims = JSON.parse(`{${JSON.stringify(claim)}: "Ann"}`) as Record<string, unknown>;
      expect(profileOf(claims, { name: claim })).toEqual({ name: 'Ann' });
    },
  );
});

describe('members that belong to the merchant', () => {
  test('are those whose claim the token carries', () => {
    expect([...mappedMembersOf({ id: 'test123' }, {})]).toEqual([]);
    expect([...mappedMembersOf({ id: 'test123', email: 'a@x.example' }, {})]).toEqual(['email']);
    expect([...mappedMembersOf({ email: 'a@x.example', mail: 'b@x.example' }, { email: 'mail' })]).toEqual([
      'email',
    ]);
  });

  test('a claim that no profile could hold takes nothing from the user', () => {
    expect(mappedMembersOf({ email: null, name: 5 }, {}).size).toBe(0);
  });
});
