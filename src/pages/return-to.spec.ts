import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { returnTo } from './return-to.js';

const places = {
  ownOrigin: 'https://book.example',
  allowedOrigins: ['https://shop.example', 'http://localhost:8080'],
};

describe('the place to return to', () => {
  test.each([
    ['/', '/'],
    ['/overview/acme', '/overview/acme'],
    ['/a?b=//evil.example#c', '/a?b=//evil.example#c'],
    ['/a/../b', '/b'],
    ['/a%20b', '/a%20b'],
    ['https://shop.example/thanks?x=1', 'https://shop.example/thanks?x=1'],
    ['HTTPS://Shop.Example', 'https://shop.example/'],
    ['https://shop.example:443/', 'https://shop.example/'],
    ['http://localhost:8080/x', 'http://localhost:8080/x'],
    ['https://book.example/x', 'https://book.example/x'],
  ])('%s is allowed', (text, ok) => {
    expect(returnTo(text, places)).toEqual({ ok });
  });

  test.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    '/%2F%2Fevil.example',
    '/%5cevil.example',
    '/%252f%252fevil.example',
    '/%09/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\r\nSet-Cookie:x=1',
    '/a\u0000b',
    '/a b',
    ' /a',
    '/\u2028',
    '/ä',
    'https:evil.example',
    'https:/evil.example',
    'https:\\\\evil.example',
    'https:///evil.example',
    'https://evil.example',
    'http://shop.example',
    'https://shop.example.evil.example',
    'https://shop.example:8443/',
    'https://shop.example@evil.example',
    'https://user:word@shop.example/',
    'https://@shop.example/',
    'https://shop.example\\@evil.example',
    'https://shop.example%2eevil.example',
    'https://shop.example//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    'overview/acme',
    '?x',
    '#x',
    '',
    `/${'a'.repeat(2000)}`,
  ])('%j is refused', (text) => {
    expect(returnTo(text, places)).toHaveProperty('refused');
  });

  test('whatever is allowed leads a browser to an allowed origin, and stays what it is when read again', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '%2f',
      '%5C',
      '%2e',
      '%09',
      '%25',
      '\t',
      '\n',
      ' ',
      '?',
      '#',
      'https:',
      'http://',
      'evil.example',
      'shop.example',
      'book.example',
      'a',
      '[',
      '::1',
      ']',
      '\u3002',
      '0x7f.1',
      '&',
      ';',
    );
    const hostile = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
    const prefixed = fc
      .tuple(fc.constantFrom('', '/', '//', 'https://', 'https://shop.example'), hostile)
      .map((parts) => parts.join(''));
    let allowed = 0;
    fc.assert(
      fc.property(prefixed, (text) => {
        const decision = returnTo(text, places);
        if (!('ok' in decision)) return;
        allowed += 1;
        const arrived = new URL(decision.ok, 'https://book.example/sso/acme');
        expect([places.ownOrigin, ...places.allowedOrigins]).toContain(arrived.origin);
        if (text.startsWith('/')) expect(arrived.origin).toBe(places.ownOrigin);
        expect(decision.ok).toMatch(/^[\x21-\x7e]+$/);
        expect(decision.ok).not.toMatch(/^\/[/\\]/);
        expect(returnTo(decision.ok, places)).toEqual(decision);
      }),
      { numRuns: 20_000 },
    );
    expect(allowed).toBeGreaterThan(500);
  });
});
