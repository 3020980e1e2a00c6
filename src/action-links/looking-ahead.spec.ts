import { expect, test } from '@jest/globals';
import { looksAhead } from './looking-ahead.js';

test.each([
  [{ 'sec-purpose': 'prefetch' }, true],
  [{ 'sec-purpose': 'prefetch;prerender' }, true],
  [{ 'sec-purpose': 'prefetch;anonymous-client-ip' }, true],
  [{ purpose: 'Prefetch' }, true],
  [{ 'x-purpose': 'preview' }, true],
  [{ 'x-moz': 'prefetch' }, true],
  [{ purpose: ['x', 'prerender'] }, true],
  [{ 'sec-fetch-mode': 'navigate' }, false],
  [{}, false],
])('%j looks ahead: %s', (headers, expected) => {
  expect(looksAhead(headers)).toBe(expected);
});
