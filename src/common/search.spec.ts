import { describe, expect, it } from '@jest/globals';
import { folded, reversed } from './fold.js';
import { splitSearch } from './search.js';

describe('search', () => {
  it('is pairs at ; that split at their first :', () => {
    expect(splitSearch('customer.email:a@b.c;meta.url:https://x:1/;state:')).toEqual({
      ok: [
        { field: 'customer.email', value: 'a@b.c' },
        { field: 'meta.url', value: 'https://x:1/' },
        { field: 'state', value: '' },
      ],
    });
  });

  it('takes a value as it stands', () => {
    expect(splitSearch('a: B%3B ')).toEqual({ ok: [{ field: 'a', value: ' B%3B ' }] });
  });

  it.each(['', ';', 'a:b;', ';a:b', 'a', ':b', 'a:b;;c:d'])(
    'refuses %j, which widens or says nothing',
    (text) => {
      expect(splitSearch(text)).toEqual({ refused: 'must be pairs FIELD:VALUE, separated by ;' });
    },
  );

  it('refuses a field that stands twice, naming it', () => {
    expect(splitSearch('state:a;state:b')).toEqual({ refused: 'names state twice' });
  });

  it('has at most twenty pairs, for every one costs whoever plans the query', () => {
    const pairs = Array.from({ length: 20 }, (_, index) => `meta.${index}:x`);
    expect(splitSearch(pairs.join(';'))).toHaveProperty('ok.length', 20);
    expect(splitSearch([...pairs, 'state:confirmed'].join(';'))).toEqual({
      refused: 'must have at most 20 pairs',
    });
    expect(splitSearch(';'.repeat(4096))).toEqual({ refused: 'must have at most 20 pairs' });
  });

  it.each([`a:${'x'.repeat(10_000)}`, 'a:\u0000', 'a:\ud800'])(
    'refuses text that is too long or cannot be stored',
    (text) => {
      expect(splitSearch(text)).toHaveProperty('refused');
    },
  );
});

describe('folded text', () => {
  it.each([
    ['Anna@Example.COM', 'anna@example.com'],
    ['ÅSE Øst', 'åse øst'],
    ['ΣΟΦΙΑ', 'σοφια'],
    ['', ''],
  ])('%s is compared as %s', (text, form) => {
    expect(folded(text)).toBe(form);
  });

  it('never turns a foreign letter into an ASCII one', () => {
    expect(folded('\u212Aim@example.com')).not.toBe(folded('Kim@example.com'));
    expect(folded('\u0130rma')).not.toBe(folded('Irma'));
  });

  it('reads backwards by code point', () => {
    expect(reversed('a😀b')).toBe('b😀a');
  });
});
