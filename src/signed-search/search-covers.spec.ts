import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchCovers } from './search-covers.js';

const email = { field: 'customer.email', value: 'ann@example.com' };
const order = { field: 'meta.order', value: 'A:7' };
const cover = (search: string | undefined, signed = [email]) => searchCovers(search, signed);

describe('searchCovers', () => {
  it.each([
    ['the signed pair', 'customer.email:ann@example.com', [email]],
    ['more pairs', 'state:confirmed;customer.email:ann@example.com', [email]],
    ['all signed pairs in another order', 'meta.order:A:7;customer.email:ann@example.com', [email, order]],
  ])('takes %s', (_title, search, signed) => {
    expect(cover(search, signed)).toHaveProperty('ok.length', search.split(';').length);
  });

  it.each([
    ['another e-mail', 'customer.email:ben@example.com'],
    ['another case', 'customer.email:Ann@example.com'],
    ['a space more', 'customer.email: ann@example.com'],
    ['a space behind', 'customer.email:ann@example.com '],
    ['a wildcard', 'customer.email:*'],
    ['a wildcard behind', 'customer.email:ann*'],
    ['a part', 'customer.email:ann@example.co'],
    ['no value', 'customer.email:'],
    ['the field in another case', 'Customer.email:ann@example.com'],
    ['the field in the value of another', 'meta.x:customer.email:ann@example.com'],
    ['another field', 'meta.email:ann@example.com'],
    ['another form of the same text', 'customer.email:ann@example.com\u200b'],
  ])('refuses %s', (_title, search) => {
    expect(cover(search)).toEqual({ refused: 'search_uncovered' });
  });

  it('refuses a search that is not there, and one that lacks one of several signed pairs', () => {
    expect(cover(undefined)).toEqual({ refused: 'search_missing' });
    expect(cover('customer.email:ann@example.com', [email, order])).toEqual({ refused: 'search_uncovered' });
  });

  it.each([
    ['', 'must be pairs'],
    ['customer.email', 'must be pairs'],
    ['customer.email:ann@example.com;', 'must be pairs'],
    [':x;customer.email:ann@example.com', 'must be pairs'],
    ['customer.email:ann@example.com;customer.email:ben@example.com', 'names customer.email twice'],
    ['customer.email:ben@example.com;customer.email:ann@example.com', 'names customer.email twice'],
    ['customer.email:ann@example.com;customer.email:ann@example.com', 'names customer.email twice'],
  ])('says what is wrong with %s', (search, message) => {
    expect(cover(search)).toEqual({ invalid: expect.stringContaining(message) });
  });

  it('takes of any search only one that says each signed pair, whatever the order', () => {
    const piece = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'A', ' ', '*') });
    const pairs = fc.dictionary(piece, piece, { minKeys: 1, maxKeys: 4 });
    const listed = (dictionary: Record<string, string>) =>
      Object.entries(dictionary).map(([field, value]) => ({ field, value }));
    fc.assert(
      fc.property(pairs, pairs, (asked, signed) => {
        const search = listed(asked)
          .map(({ field, value }) => `${field}:${value}`)
          .join(';');
        const held = listed(signed).every(
          ({ field, value }) => Object.hasOwn(asked, field) && asked[field] === value,
        );
        expect('ok' in searchCovers(search, listed(signed))).toBe(held);
      }),
    );
  });
});
