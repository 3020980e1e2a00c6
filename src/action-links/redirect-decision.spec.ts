import { describe, expect, test } from '@jest/globals';
import { cleanAddress } from './clean-address.js';
import { decideRedirect } from './redirect-decision.js';

const allowedOrigins = ['https://shop.example', 'http://localhost:8080'];
const decide = (asked: string | null, signed: string | null = null) => {
  const decision = decideRedirect({ asked, signed, allowedOrigins });
  return 'ok' in decision ? (decision.ok?.href ?? null) : decision.refused;
};

describe('where the browser goes after the act', () => {
  test.each([
    [null, null, null],
    ['', null, null],
    ['https://shop.example/thanks?a=1#b', null, 'https://shop.example/thanks?a=1#b'],
    ['http://localhost:8080', null, 'http://localhost:8080/'],
    ['HTTPS://SHOP.example/x', null, 'https://shop.example/x'],
    [null, 'https://elsewhere.example/signed', 'https://elsewhere.example/signed'],
    [
      'https://elsewhere.example/signed',
      'https://elsewhere.example/signed',
      'https://elsewhere.example/signed',
    ],
    ['https://elsewhere.example/other', 'https://elsewhere.example/signed', 'not_listed'],
    ['https://elsewhere.example/signed/', 'https://elsewhere.example/signed', 'not_listed'],
    ['https://shop.example.evil.example/', null, 'not_listed'],
    ['https://shop.example:8443/', null, 'not_listed'],
    ['http://shop.example/', null, 'not_listed'],
  ])('%s beside a signed %s is %s', (asked, signed, expected) => {
    expect(decide(asked, signed)).toBe(expected);
  });
});

describe('an address that browsers may read in two ways', () => {
  const unclean = [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/thanks',
    'thanks',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https:\\\\evil.example',
    'https://shop.example\\@evil.example',
    'https://shop.example@evil.example/',
    'https://ann:secret@shop.example/',
    'https://@shop.example/',
    'https://shop.example//evil.example',
    'https://shop.example/a/..//evil.example',
    'https://shop.example/.//evil.example',
    'https://shop.example/%2f%2fevil.example',
    'https://shop.example/%5cevil.example',
    'https://shop.example/%255cevil.example',
    'https://shop.example/%0d%0aSet-Cookie:x',
    'https://shop.example/\r\nSet-Cookie: x',
    'https://shop.example/\tx',
    ' https://shop.example/',
    'https://shop.example/ x',
    'https://shöp.example/',
    'https://shop.example;script-src/',
    "https://shop'example/",
    'javascript:alert(1)//https://shop.example',
    'data:text/html,x',
    'ftp://shop.example/',
    `https://shop.example/${'a'.repeat(2000)}`,
  ];

  test.each(unclean)('%j is followed from no place', (text) => {
    expect(cleanAddress(text)).toBeNull();
    expect(decide(text)).toBe('not_clean');
    expect(decide(text, text)).toBe('not_clean');
    expect(decide(null, text)).toBe('not_clean');
  });
});
