import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../common/ids.js';
import { storedDocument } from './stored-document.js';
import { edgesOf, isEdge, tagTerm, tenantCode, typoTerms } from './terms.js';

const near = (one: string, other: string) => {
  const terms = new Set(typoTerms('resource', one));
  return typoTerms('resource', other).some((term) => terms.has(term));
};

describe('typoTerms', () => {
  it('are shared by words between which one slip lies', () => {
    const word = fc.stringMatching(/^[a-z]{5,12}$/);
    fc.assert(
      fc.property(word, fc.nat(11), fc.stringMatching(/^[a-z]$/), (spelled, place, letter) => {
        const at = place % (spelled.length - 1);
        const [before, after] = [spelled.slice(0, at), spelled.slice(at + 1)];
        const swapped = before + (spelled[at + 1] ?? '') + (spelled[at] ?? '') + spelled.slice(at + 2);
        for (const slip of [
          before + after,
          before + letter + after,
          before + letter + spelled.slice(at),
          swapped,
        ])
          expect([spelled, slip, near(spelled, slip)]).toEqual([spelled, slip, true]);
      }),
    );
  });

  it('are not shared by words further apart, and short words have none', () => {
    expect(near('schmidt', 'schneider')).toBe(false);
    expect(near('barber', 'baker')).toBe(false);
    expect(typoTerms('resource', 'ann')).toEqual([]);
    expect(typoTerms('resource', 'a'.repeat(25))).toEqual([]);
  });
});

it('edges are beginnings of up to three letters, whatever a letter is made of', () => {
  expect(edgesOf('anna')).toEqual(['a', 'an', 'ann']);
  expect(edgesOf('x')).toEqual(['x']);
  expect(edgesOf('𝒶𝒷𝒸𝒹')).toEqual(['𝒶', '𝒶𝒷', '𝒶𝒷𝒸']);
  expect([isEdge('ann'), isEdge('anna'), isEdge('𝒶𝒷𝒸'), isEdge('𝒶𝒷𝒸𝒹')]).toEqual([true, false, true, false]);
});

it('a tag’s term is that tag’s alone', () => {
  expect(tagTerm('resource', 'hair')).not.toBe(tagTerm('resource', 'Hair'));
  expect(tagTerm('resource', 'a" OR b')).toMatch(/^rg[0-9a-f]{24}$/);
});

it('terms of any document are the tenant’s code and letters, digits or pictures: no syntax of either database', () => {
  const tenantId = newId();
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (name, tag, description) => {
      const document = {
        type: 'resource' as const,
        id: newId(),
        name,
        furtherNames: [],
        tags: [tag],
        description,
      };
      const { terms, words, sortName } = storedDocument(tenantId, document);
      const code = tenantCode(tenantId);
      for (const term of terms) {
        expect(term.startsWith(code)).toBe(true);
        expect(term).toMatch(/^[\p{L}\p{N}\p{Extended_Pictographic}]+$/u);
      }
      expect(`${words}${sortName}`.isWellFormed()).toBe(true);
      expect(`${words}${sortName}`).not.toContain('\u0000');
    }),
    { numRuns: 500 },
  );
});

it('the largest document that is taken has a bounded number of terms', () => {
  const hostile = Array.from({ length: 100 }, (_, n) => `${'tag'.repeat(80)}${n}`);
  const description = Array.from({ length: 2_000 }, (_, n) => n.toString(36)).join(' ');
  const { terms, words } = storedDocument(newId(), {
    ...{ type: 'resource', id: newId(), name: '﷽'.repeat(255), furtherNames: [], tags: hostile, description },
  });
  expect(terms.length).toBeLessThan(5_000);
  expect(words.length).toBeLessThan(20_000);
});
