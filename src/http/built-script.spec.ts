import { describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { builtScript, isHeld, takesGzip } from './built-script.js';

describe('the scripts for browsers', () => {
  it.each([
    ['overview', 40_000, 'booking-overview'],
    ['device', 4_000, 'createDevice'],
  ] as const)(
    '%s is one file under %d bytes gzipped that names no address of another server',
    async (name, most, holds) => {
      const { plain, gzipped } = await builtScript(name);
      expect(gzipped.bytes.length).toBeLessThan(most);
      expect(gunzipSync(gzipped.bytes).equals(plain.bytes)).toBe(true);
      const text = plain.bytes.toString('utf8');
      expect(text).toContain(holds);
      expect(text.match(/(?:https?|wss?):\/\/[^\s"'`]*/g) ?? []).toEqual([]);
      expect(text).not.toMatch(/^\s*import\b|\bimport\(/m);
      expect(text).not.toMatch(/\beval\(|new Function\b/);
    },
  );

  it('has a tag for each form of its bytes', async () => {
    const { plain, gzipped } = await builtScript('overview');
    expect(plain.etag).toMatch(/^"[\w-]{27}"$/);
    expect(gzipped.etag).not.toBe(plain.etag);
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"x", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['', false],
    [undefined, false],
  ])('If-None-Match %j holds "a": %j', (header, expected) => {
    expect(isHeld(header, '"a"')).toBe(expected);
  });

  it.each([
    ['gzip, deflate, br', true],
    ['br;q=1.0, gzip;q=0.5', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip;q=0.0', false],
    ['identity', false],
    ['xgzip', false],
    ['', false],
    [undefined, false],
  ])('Accept-Encoding %j takes gzip: %j', (header, expected) => {
    expect(takesGzip(header)).toBe(expected);
  });
});
