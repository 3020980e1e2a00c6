import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedDocument } from '../database/full-text/stored-document.js';
import { askedWords, foldedText } from '../database/full-text/words.js';
import { byCodePoint, rankOf, ranked, ranks } from './ranking.js';

const document = (
  name: string,
  { tags = [] as string[], description = '', furtherNames = [] as string[] } = {},
) => storedDocument('tenant', { type: 'resource', id: name, name, furtherNames, tags, description });
const asked = (input: string) => ({ text: foldedText(input), words: askedWords(input) });

describe('rankOf', () => {
  it.each([
    ['hair', document('Hair'), 'its name'],
    ['HAIR!', document('Hair', { tags: ['hair'] }), 'its name'],
    ['hair', document('Hair salon'), 'how its name begins'],
    ['hair', document('Hairdresser'), 'how its name begins'],
    ['hair', document('Long hair'), 'words of its name'],
    ['salon hair', document('Hair salon'), 'words of its name'],
    ['hair', document('Ann', { furtherNames: ['Hairy'] }), 'words of its name'],
    ['hair', document('Ann', { tags: ['hair'] }), 'words of its name or tags'],
    ['ann hair', document('Ann', { tags: ['hair'], description: 'hair' }), 'words of its name or tags'],
    ['ann hair', document('Ann', { description: 'hair' }), 'any of its words'],
    ['hiar', document('Hair'), 'mistyped'],
    ['', document('Hair'), 'its name'],
  ] as const)('%j in %o', (input, found, rank) => {
    expect(ranks[rankOf(asked(input), found)]).toBe(rank);
  });

  it('orders by rank, then by name, then resources before projects, then by id', () => {
    const stored = (type: 'resource' | 'project', id: string, name: string) =>
      storedDocument('t', { type, id, name, furtherNames: [], tags: [], description: '' });
    const documents = [
      stored('project', '1', 'Cut'),
      stored('resource', '3', 'cut'),
      stored('resource', '2', 'CUT'),
      stored('resource', '4', 'A cut'),
      stored('resource', '5', 'Cut b'),
    ];
    expect(ranked(asked('cut'), documents).map(({ id }) => id)).toEqual(['2', '3', '1', '5', '4']);
    expect(ranked(asked(''), documents).map(({ id }) => id)).toEqual(['4', '2', '3', '1', '5']);
  });
});

it('byCodePoint is the order of UTF-8, which both databases have', () => {
  const text = fc.string({ unit: 'binary', maxLength: 6 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
      expect(Math.sign(byCodePoint(one, other))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(byCodePoint('\uffee', '\u{10000}')).toBeLessThan(0);
});
