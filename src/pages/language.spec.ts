import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { languages, negotiatedLanguage } from './language.js';

describe('the language of a page', () => {
  test.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'en', 'de'],
    ['it,fr;q=0.5,es;q=0.7', 'en', 'es'],
    ['DA', 'en', 'da'],
    ['en;q=0.2,de;q=0.2', 'fr', 'en'],
    ['de;q=0,it', 'es-MX', 'es'],
    ['*', 'da', 'da'],
    ['it,*;q=0.5,de;q=0.1', 'fr', 'fr'],
    [undefined, 'de-CH', 'de'],
    ['', 'sv', 'en'],
    ['de;q=2,fr;q=x', 'xx', 'en'],
  ])('%s beside %s is %s', (accept, fallback, language) => {
    expect(negotiatedLanguage(accept, fallback)).toBe(language);
  });

  test('is one of ours whatever a browser sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (accept, fallback) => {
        expect(languages).toContain(negotiatedLanguage(accept, fallback));
      }),
    );
  });
});
