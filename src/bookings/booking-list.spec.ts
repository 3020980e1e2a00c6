import { describe, expect, it } from '@jest/globals';
import type { Scope } from '../access/scope.js';
import { rendered } from '../common/sql.js';
import { matching } from './booking-list.js';
import { readSearch } from './booking-search.js';

const nothing = { conditions: [], start: null, end: null };
const textOf = (sees: Scope, search: string | null = null) => {
  const conditions = search === null ? { ok: [] } : readSearch(search, 'app');
  if ('refused' in conditions) throw new Error(conditions.refused);
  return rendered(matching('tenant-1', sees, { ...nothing, conditions: conditions.ok }).sql, 'postgres');
};

describe('the SQL of a bookings list', () => {
  it('names the tenant first', () => {
    expect(textOf({ rows: 'all' })).toEqual({
      text: 'FROM bookings b WHERE b.tenant_id = $1 AND 1 = 1',
      parameters: ['tenant-1'],
    });
  });

  it('holds the caller’s scope beside every search', () => {
    const { text, parameters } = textOf(
      { rows: 'own', userId: 'user-1' },
      'state:x;meta.a:b;customer.name:*c*',
    );
    expect(text).toMatch(/^FROM bookings b WHERE b\.tenant_id = \$1 AND b\.user_id = \$2 AND /);
    expect(text).toContain('m.tenant_id = $4');
    expect(parameters).toEqual(['tenant-1', 'user-1', 'x', 'tenant-1', 'a', 'b', '%c%']);
  });

  it('finds nothing for a caller who sees nothing', () => {
    expect(textOf({ rows: 'none' }).text).toBe('FROM bookings b WHERE b.tenant_id = $1 AND 1 = 0');
  });

  it('binds what a search brings and never writes it', () => {
    const hostile = "x' OR 1=1 --";
    const fields = [
      'graph',
      'state',
      'customer.name',
      'customer.email',
      'customer.phone',
      'meta.a',
      `meta.${hostile}`,
    ];
    for (const field of fields) {
      const { text, parameters } = textOf({ rows: 'all' }, `${field}:${hostile}`);
      expect(text).not.toContain('OR');
      expect(parameters.map(String).map((value) => value.toLowerCase())).toContain(hostile.toLowerCase());
    }
  });
});
