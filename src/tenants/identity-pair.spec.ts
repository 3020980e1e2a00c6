import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { identityKey, isIdentityField } from './identity-pair.js';

describe('isIdentityField', () => {
  it.each(['customer.email', 'meta.customer', 'meta.a.b', 'meta. _', 'meta.é'])(
    '%s names a customer',
    (field) => expect(isIdentityField(field)).toBe(true),
  );
  it.each([
    '',
    'meta',
    'meta.',
    'meta._note',
    'meta.__proto__',
    'Customer.email',
    'customer.name',
    'state',
    'user.id',
  ])('%s does not', (field) => expect(isIdentityField(field)).toBe(false));
});

describe('identityKey', () => {
  const key = (field: string, value: string) => identityKey({ field, value });

  it('takes no notice of the case of an e-mail, and all of that of other values', () => {
    expect(key('customer.email', 'Ann@Example.com')).toBe('customer.email:ann@example.com');
    expect(key('meta.order', 'A-7')).not.toBe(key('meta.order', 'a-7'));
    expect(key('meta.Order', 'x')).not.toBe(key('meta.order', 'x'));
  });

  it('lets no foreign letter pose as one of ASCII', () => {
    expect(key('customer.email', '\u212Aim@example.com')).not.toBe(key('customer.email', 'kim@example.com'));
  });

  it('keeps apart what is different, and is never long enough to break an index', () => {
    const text = fc.string({ minLength: 1, maxLength: 600, unit: 'binary' });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(key('meta.k', one).length).toBeLessThanOrEqual(200);
        expect(key('meta.k', one) === key('meta.k', other)).toBe(one === other);
      }),
    );
    expect(key('meta.k', 'x'.repeat(4000))).not.toBe(key('meta.l', 'x'.repeat(4000)));
  });
});
