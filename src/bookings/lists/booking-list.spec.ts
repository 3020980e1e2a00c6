import { describe, expect, it } from '@jest/globals';
import type { Scope } from '../../access/scope.js';
import { rendered } from '../../common/sql.js';
import { matching, scopeCondition } from './booking-list.js';
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

describe('the SQL of a customer’s list', () => {
  const email = { field: 'customer.email', value: 'Ann@Example.com' };
  const member = { field: 'meta.member', value: '17' };
  const signed = (...pairs: { field: string; value: string }[]): Scope => ({ rows: 'signed', pairs });

  it('begins at the e-mail, and says once what scope and search both ask for', () => {
    const { text, parameters } = textOf(signed(email), 'customer.email:Ann@Example.com;state:confirmed');
    expect(text).toBe(
      'FROM bookings b WHERE b.tenant_id = $1 AND b.customer_email = $2 AND CASE WHEN b.state = $3 THEN 1 ELSE 0 END = 1',
    );
    expect(parameters).toEqual(['tenant-1', 'ann@example.com', 'confirmed']);
  });

  it('begins at the signed member of meta, not at one that the search adds', () => {
    const { text, parameters } = textOf(signed(member), 'meta.other:1;meta.member:17');
    expect(text).toMatch(/^FROM booking_meta m CROSS JOIN bookings b WHERE /);
    expect(parameters).toEqual(['tenant-1', 'tenant-1', 'member', '17', 'tenant-1', 'other', '1']);
  });

  it('holds every signed pair, and takes the e-mail before meta', () => {
    const { text, parameters } = textOf(signed(member, { field: 'state', value: 'paid' }, email));
    expect(text).toMatch(/^FROM bookings b WHERE b\.tenant_id = \$1 AND b\.customer_email = \$2 AND /);
    expect(parameters).toEqual(['tenant-1', 'ann@example.com', 'tenant-1', 'member', '17', 'paid']);
  });

  it('keeps a signed value beside another value of the same field', () => {
    const { parameters } = textOf(signed(email), 'customer.email:bo@example.com');
    expect(parameters).toEqual(['tenant-1', 'ann@example.com', 'bo@example.com']);
  });

  it.each<[string, Scope]>([
    ['no pair', signed()],
    ['pairs that name nobody', signed({ field: 'state', value: 'confirmed' })],
    ['a field that there is not', signed(email, { field: 'shoe', value: '42' })],
    ['a member of meta that is the merchant’s', signed(email, { field: 'meta._vip', value: '1' })],
    ['a value that cannot be read', signed(email, { field: 'completed', value: 'maybe' })],
  ])('finds nothing for %s', (_, sees) => {
    expect(textOf(sees).text).toBe('FROM bookings b WHERE b.tenant_id = $1 AND 1 = 0');
    expect(rendered(scopeCondition('tenant-1', sees), 'postgres').text).toBe('1 = 0');
  });

  it('is asked of one booking with every pair', () => {
    expect(rendered(scopeCondition('tenant-1', signed(email, member)), 'postgres')).toEqual({
      text: 'b.customer_email = $1 AND EXISTS (SELECT 1 FROM booking_meta m WHERE m.tenant_id = $2 AND m.key = $3 AND m.value = $4 AND m.created_at = b.created_at AND m.booking_id = b.id)',
      parameters: ['ann@example.com', 'tenant-1', 'member', '17'],
    });
  });
});
