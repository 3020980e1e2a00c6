import { describe, expect, it } from '@jest/globals';
import { isForeign } from './fetch-site.js';

describe('who asks, as the browser tells it', () => {
  it.each([
    ['same-origin', false],
    ['none', false],
    [undefined, false],
    ['same-site', true],
    ['cross-site', true],
    ['', true],
    ['SAME-ORIGIN', true],
    ['something-new', true],
    [['same-origin', 'cross-site'], true],
  ])('%j is foreign: %j', (site, expected) => {
    expect(isForeign(site)).toBe(expected);
  });
});
