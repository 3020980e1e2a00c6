import { describe, expect, it } from '@jest/globals';
import { addressWith } from './list-address.js';

const publicUrl = 'https://book.example/base';

describe('address of another page', () => {
  it.each([
    ['/v2/bookings', '/v2/bookings?page=2'],
    ['/v2/bookings?limit=5&page=1', '/v2/bookings?limit=5&page=2'],
    ['/v2/bookings?cursor=abc&limit=5', '/v2/bookings?limit=5&page=2'],
    [
      '/v2/bookings?jwt=a.b.c&signed_search=d.e&signature=s&SECRET=x&start=2030-01-01T00%3A00%3A00%2B02%3A00',
      '/v2/bookings?start=2030-01-01T00%3A00%3A00%2B02%3A00&page=2',
    ],
    ['/v2/bookings?%6Awt=a.b.c', '/v2/bookings?page=2'],
    ['http://evil.example/v2/bookings?limit=5', '/v2/bookings?limit=5&page=2'],
    ['//evil.example/v2/bookings', '//evil.example/v2/bookings?page=2'],
  ])('of %s stays on the public URL and drops credentials', (target, expected) => {
    expect(addressWith({ publicUrl, target }, { page: 2 })).toBe(`${publicUrl}${expected}`);
  });
});
