import { describe, expect, it } from '@jest/globals';
import { readSearch } from './booking-search.js';
import { indexedMeta, indexedValue } from '../meta/meta-index.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('search of bookings', () => {
  it.each([
    [`resource.id:${id}`, { kind: 'equals', column: 'resource_id', value: id }],
    [`user.id:${id}`, { kind: 'equals', column: 'user_id', value: id }],
    [`project.id:${id}`, { kind: 'equals', column: 'project_id', value: id }],
    [`user.id:${id.toUpperCase()}`, { kind: 'nothing' }],
    ['resource.id:1', { kind: 'nothing' }],
    ['state:Confirmed', { kind: 'equals', column: 'state', value: 'Confirmed' }],
    ['completed:false', { kind: 'equals', column: 'completed', value: false }],
    ['customer.email:A@B', { kind: 'equals', column: 'customer_email', value: 'a@b' }],
    ['customer.email:A*', { kind: 'equals', column: 'customer_email', value: 'a*' }],
    ['customer.phone: 1', { kind: 'equals', column: 'customer_phone', value: ' 1' }],
    ['customer.name:Ann', { kind: 'equals', column: 'customer_name', value: 'ann' }],
    ['customer.name:Ann*', { kind: 'begins', column: 'customer_name', value: 'ann' }],
    ['customer.name:*Ann', { kind: 'begins', column: 'customer_name_reversed', value: 'nna' }],
    ['customer.name:*Ann*', { kind: 'contains', column: 'customer_name', value: 'ann' }],
    ['customer.name:A*n', { kind: 'equals', column: 'customer_name', value: 'a*n' }],
    ['meta.a.b:c:d', { kind: 'meta', key: 'a.b', value: 'c:d' }],
  ])('%s becomes one condition', (text, condition) => {
    expect(readSearch(text, 'app')).toEqual({ ok: [condition] });
  });

  it.each(['shoe:1', 'meta.:1', 'meta:1', 'completed:yes', '__proto__:1'])('%s is refused', (text) => {
    expect(readSearch(text, 'app')).toHaveProperty('refused');
  });
});

describe('meta in the index', () => {
  it('is texts, numbers and booleans, by the names they have', () => {
    expect(indexedMeta({ a: 'x', b: 1.5, c: true, d: null, e: [1], f: { g: 1 }, '': '' })).toEqual([
      ['a', 'x'],
      ['b', '1.5'],
      ['c', 'true'],
      ['', ''],
    ]);
  });

  it('tells long texts apart and keeps them short', () => {
    const [one, two] = [indexedValue('x'.repeat(5000)), indexedValue(`${'x'.repeat(4999)}y`)];
    expect(one).not.toBe(two);
    expect(one.length).toBeLessThan(100);
    expect(indexedValue('x'.repeat(200))).toBe('x'.repeat(200));
  });

  it('takes no short text for the digest of a long one', () => {
    const digest = indexedValue('x'.repeat(201));
    expect(digest.length).toBeLessThan(200);
    expect(indexedValue(digest)).not.toBe(digest);
    expect(indexedValue('\u0001')).not.toBe('\u0001');
  });
});

describe('the merchant’s members of meta', () => {
  it('are unknown fields to everyone but the merchant', () => {
    expect(readSearch('meta._cost:5', 'app')).toEqual({ ok: [{ kind: 'meta', key: '_cost', value: '5' }] });
    for (const caller of ['user', 'widget', 'customer', 'action'] as const) {
      expect(readSearch('meta._cost:5', caller)).toEqual({
        refused: expect.stringContaining('unknown field, meta._cost'),
      });
      expect(readSearch('meta.cost:5', caller)).toHaveProperty('ok');
    }
  });
});
