import { describe, expect, it } from '@jest/globals';
import { canonicalIssuer, isNearKid, isNearMiss } from './issuer-canonical.js';

describe('canonicalIssuer', () => {
  it.each([
    ['https://Login.Acme.example/', 'https://login.acme.example'],
    ['HTTPS://login.acme.example:443', 'https://login.acme.example'],
    ['https://login.acme.example.//', 'https://login.acme.example'],
    ['https://a.example/x/../%7eme/?', 'https://a.example/~me'],
    ['https://a.example/%2f', 'https://a.example/%2F'],
    ['https://a.example/?b=1', 'https://a.example?b=1'],
    ['URN:example:issuer', 'urn:example:issuer'],
  ])('makes %s %s', (issuer, canonical) => {
    expect(canonicalIssuer(issuer)).toBe(canonical);
  });

  it.each(['issuer_name', 'Issuer_Name', 'accounts.example.com', 'a/', ''])(
    'leaves %j as it is',
    (issuer) => {
      expect(canonicalIssuer(issuer)).toBe(issuer);
    },
  );

  it.each([
    ['https://a.example/Realm', 'https://a.example/realm'],
    ['https://a.example', 'http://a.example'],
    ['https://a.example', 'https://a.example:8443'],
    ['https://a.example', 'https://b.a.example'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(canonicalIssuer(one)).not.toBe(canonicalIssuer(other));
  });
});

describe('near misses', () => {
  it.each([
    ['https://a.example', 'https://a.example/'],
    ['https://a.example/Realm', 'https://a.example/realm'],
    ['http://a.example', 'https://a.example'],
    ['a.example', 'https://a.example'],
    ['Issuer', 'issuer '],
  ])('are seen between issuers: %j and %j', (one, other) => {
    expect(isNearMiss(one, other)).toBe(true);
    expect(isNearMiss(one, one)).toBe(false);
  });

  it('are seen between kids, and not between different ones', () => {
    expect(isNearKid('01', '1')).toBe(true);
    expect(isNearKid('Key', 'key')).toBe(true);
    expect(isNearKid('1', '1')).toBe(false);
    expect(isNearKid('10', '1')).toBe(false);
    expect(isNearMiss('a', 'b')).toBe(false);
  });
});
