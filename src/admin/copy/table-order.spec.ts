import { describe, expect, it } from '@jest/globals';
import { inOrderOfNeed } from './table-order.js';

describe('the order of tables', () => {
  it('puts each after those that its foreign keys point at, and keeps the given order else', () => {
    expect(
      inOrderOfNeed([
        { name: 'api_keys', needs: ['key_ids', 'tenants'] },
        { name: 'notes', needs: [] },
        { name: 'key_ids', needs: ['tenants'] },
        { name: 'tenants', needs: [] },
      ]),
    ).toEqual(['notes', 'tenants', 'key_ids', 'api_keys']);
  });

  it('does not count a table itself or one that is not in the list', () => {
    expect(inOrderOfNeed([{ name: 'tree', needs: ['tree', 'elsewhere'] }])).toEqual(['tree']);
  });

  it('of tables in a ring is refused', () => {
    expect(() =>
      inOrderOfNeed([
        { name: 'a', needs: ['b'] },
        { name: 'b', needs: ['a'] },
      ]),
    ).toThrow('Tables need each other: a, b.');
  });
});
