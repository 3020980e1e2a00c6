import { describe, expect, test } from '@jest/globals';
import { allActions, allStates } from '../../bookings/graphs/graphs.js';
import { undoAction } from '../../bookings/actions/undo-window.js';
import { bookingWords } from '../../pages/booking-words/by-language.js';
import { wordedActions, wordedStates } from '../../pages/booking-words/words.js';
import { languages, type Language } from '../../pages/language.js';
import { linkWords } from './by-language.js';

/** Every text of a language by its place; what is made of a value is made of one that no language has. */
function textsOf(value: unknown, place = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[place, value]]);
  if (typeof value === 'function')
    return new Map([[place, String((value as (given: unknown) => unknown)(47))]]);
  const entries = Object.entries(value as object).flatMap(([name, member]) => [
    ...textsOf(member, `${place}.${name}`),
  ]);
  return new Map(entries);
}

const textsIn = (language: Language) =>
  new Map([...textsOf(linkWords[language], 'links'), ...textsOf(bookingWords[language], 'bookings')]);
const english = textsIn('en');

describe('the words of bookings', () => {
  test('are there for every state and every action that the graphs know', () => {
    expect([...wordedStates].sort()).toEqual([...allStates].sort());
    expect([...wordedActions].sort()).toEqual([...allActions, undoAction].sort());
  });
});

describe.each(languages)('what pages say in %s', (language) => {
  const texts = textsIn(language);

  test('has exactly the places that English has, and none of them is empty', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...texts.values()].filter((text) => text.trim().length < 2)).toEqual([]);
  });

  test('is no text of another language', () => {
    // A word may be the same in two languages; a sentence is not.
    const others = new Set(
      languages
        .filter((other) => other !== language)
        .flatMap((other) => [...textsIn(other).values()].filter((text) => text.includes(' '))),
    );
    expect([...texts.values()].filter((text) => others.has(text))).toEqual([]);
  });

  test('names what it is given, and ends its sentences', () => {
    const { undo, refused, slots, stateNow, ask, done, problems } = linkWords[language];
    expect(undo.hint(12)).toContain('12');
    expect(undo.hint(1)).not.toContain('1');
    expect(undo.offer('14:05')).toContain('14:05');
    expect(refused.tooLate('Salon Ann')).toContain('Salon Ann');
    expect(slots.other('Salon Ann')).toContain('Salon Ann');
    expect(stateNow('xyz')).toContain('xyz');
    const sayings = [ask, done, problems].flatMap((group) => Object.values(group));
    for (const { title, text } of sayings) {
      expect(text).toMatch(/[.!?]$/);
      expect(title).not.toMatch(/\.$/);
    }
  });
});
