import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMs } from '../../../test/support/processor-time.js';
import { askedWords, foldedText, storedWords } from './words.js';

describe('foldedText', () => {
  it.each([
    ['  Ann-Marie  O’Brien, Jr.', 'ann marie o brien jr'],
    ['Søren ÆRØ Åse Łódź Đorđe Þór', 'soren aero ase lodz dorde thor'],
    ['STRAUẞ Strauß', 'strauss strauss'],
    ['İIıi', 'iiii'],
    ['ﬁne ½ ①', 'fine 1 2 1'],
    ['e\u0301\u0301\u0301 é', 'e e'],
    ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
    ['北京A理发', '北京 a 理发'],
    ['cut 💈💈!', 'cut 💈 💈'],
    ['"NEAR(a* OR -b):\u0000\\', 'near a or b'],
    ['\ud800a\udfff', 'a'],
    ['', ''],
    ['*** --- "" \u0301', ''],
  ])('%j is %j', (text, folded) => {
    expect(foldedText(text)).toBe(folded);
  });

  it('holds letters, digits, pictures and single spaces, whatever the text, and stays as it is when folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const folded = foldedText(text);
        expect(folded).toMatch(/^(?:[\p{L}\p{N}\p{Extended_Pictographic}]+(?: |$))*$/u);
        expect(folded).not.toMatch(/ $/);
        expect(foldedText(folded)).toBe(folded);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('words', () => {
  it('stand once, in the order of the text', () => {
    expect(storedWords('Cut & colour, cut')).toEqual(['cut', 'colour']);
    expect(askedWords('b a B')).toEqual(['b', 'a']);
  });

  it('of scripts without spaces are pairs of neighbours, so that any stretch is found', () => {
    expect(storedWords('北京理发')).toEqual(['北京', '京理', '理发', '发']);
    expect(askedWords('京理发')).toEqual(['京理', '理发']);
    expect(askedWords('理')).toEqual(['理']);
  });

  it('have 40 characters at most, and a character is never cut', () => {
    expect(storedWords('a'.repeat(100))).toEqual(['a'.repeat(40)]);
    expect(storedWords('𝒶𐐨'.repeat(60))[0]?.isWellFormed()).toBe(true);
  });

  it('asked of a text, or of a beginning of it that ends within a word, begin words stored of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.stringMatching(/^[a-z0-9 ]{0,20}$/),
        fc.nat(20),
        (wild, plain, end) => {
          const begun = (asked: string[], stored: string[]) =>
            asked.every((word) => stored.some((one) => one.startsWith(word)));
          expect(begun(askedWords(wild), storedWords(wild))).toBe(true);
          expect(begun(askedWords(plain.slice(0, end)), storedWords(plain))).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('of a long text take their time from its first part alone', () => {
    const texts = ['a '.repeat(500_000), '北'.repeat(1_000_000), '\u0301'.repeat(1_000_000)];
    const cost = processorMs(() => {
      for (const text of texts) {
        storedWords(text);
        askedWords(text);
      }
    });
    expect(cost).toBeLessThan(2_000);
  });
});
