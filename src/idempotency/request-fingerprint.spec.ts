import { describe, expect, it } from '@jest/globals';
import { readKey, requestFingerprint } from './request-fingerprint.js';

const asked = { method: 'POST', path: '/v2/bookings', query: { a: '1', b: '2' }, body: { x: 1 } };

describe('fingerprint of a request', () => {
  it('is the same for the same request, whatever proves it and in whatever order its query stands', () => {
    const first = requestFingerprint(asked);
    expect(requestFingerprint({ ...asked, query: { b: '2', a: '1', jwt: 'x.y.z' } })).toBe(first);
    expect(requestFingerprint({ ...asked, query: { b: '2', a: '1', signed_search: 'x.y' } })).toBe(first);
  });

  it.each([
    ['method', { method: 'PUT' }],
    ['path', { path: '/v2/bookings/1' }],
    ['query', { query: { a: '1' } }],
    ['body', { body: { x: 2 } }],
    ['form of the body', { body: [{ x: 1 }] }],
  ])('differs with another %s', (_, change) => {
    expect(requestFingerprint({ ...asked, ...change })).not.toBe(requestFingerprint(asked));
  });
});

describe('an Idempotency-Key', () => {
  it.each(['a', '"quoted"', 'x'.repeat(255)])('is %j', (key) => {
    expect(readKey(key)).toBe(key);
  });

  it.each([
    ['', ''],
    ['a b', 'a b'],
    ['NUL', 'a\u0000'],
    ['long', 'x'.repeat(256)],
    ['é', 'é'],
  ])('is not %s', (_, key) => {
    expect(readKey(key)).toBeNull();
  });

  it('does not stand twice', () => {
    expect(readKey(['a', 'b'])).toBeNull();
  });
});
