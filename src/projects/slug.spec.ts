import { describe, expect, it } from '@jest/globals';
import { freeSlug, isSlug, slugFrom } from './slug.js';

describe('slugFrom', () => {
  it.each([
    ['Haircut', 'haircut'],
    ['  Herren- & Bartschnitt, Größe 1 ', 'herren-bartschnitt-grosse-1'],
    ['Été à Århus', 'ete-a-arhus'],
    ['Ⅷ ﬁne', 'viii-fine'],
    ['--', 'project'],
    ['理发', 'project'],
    ['🙂', 'project'],
    [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
    ['x'.repeat(255), 'x'.repeat(64)],
  ])('makes %j into %s', (name, slug) => {
    expect(slugFrom(name)).toBe(slug);
    expect(isSlug(slugFrom(name))).toBe(true);
  });
});

describe('freeSlug', () => {
  it('takes the wanted one, or the first number that is free', () => {
    expect(freeSlug('cut', new Set())).toBe('cut');
    expect(freeSlug('cut', new Set(['cut-2']))).toBe('cut');
    expect(freeSlug('cut', new Set(['cut']))).toBe('cut-2');
    expect(freeSlug('cut', new Set(['cut', 'cut-2', 'cut-3', 'cut-5']))).toBe('cut-4');
  });

  it('makes room for the number within a slug’s length, without two dashes', () => {
    const long = `${'a'.repeat(61)}-bb`;
    const slug = freeSlug(long, new Set([long]));
    expect(slug).toBe(`${'a'.repeat(61)}-2`);
    expect(isSlug(slug)).toBe(true);
  });
});

describe('isSlug', () => {
  it.each(['', 'A', 'a b', 'a_b', 'é', 'a'.repeat(65), 'a\n'])('refuses %j', (text) => {
    expect(isSlug(text)).toBe(false);
  });
});
