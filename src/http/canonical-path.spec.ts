import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalPath } from './canonical-path.js';

describe('canonicalPath', () => {
  it.each([
    ['/', '/', null],
    ['/v2/me', '/v2/me', null],
    ['/v2/me/', '/v2/me', null],
    ['/api/me', '/v2/me', null],
    ['/api/', '/v2', null],
    ['/v2/accounts/me/users', '/v2/users', 'me'],
    ['/v2/accounts/my-app-6165/users/7/', '/v2/users/7', 'my-app-6165'],
    ['/api/accounts/me/users', '/v2/users', 'me'],
    ['/v2/accounts/a%2Db/users', '/v2/users', 'a-b'],
    ['/v2/%6De', '/v2/me', null],
    ['/%76%32/me', '/v2/me', null],
    ['/%61pi/me', '/v2/me', null],
    ['/v2/%252e%252e/me', '/v2/%252e%252e/me', null],
    ['/v2/users/%C3%A9', '/v2/users/%C3%A9', null],
    ['/v2/users/%c3%a9', '/v2/users/%C3%A9', null],
    ['/v2/users/é', '/v2/users/%C3%A9', null],
    ['/v2/users/a b', '/v2/users/a%20b', null],
    ['/v2/users/a;b', '/v2/users/a%3Bb', null],
    ['/v2/users/...', '/v2/users/...', null],
    ['/V2/me', '/V2/me', null],
    ['/usage/attach', '/v2/access', null],
    ['/usage/attach/', '/v2/access', null],
    ['/%75sage/detach', '/v2/access/detach', null],
    ['/v2/device/attach', '/v2/access', null],
    ['/api/device/attach', '/v2/access', null],
    ['/v2/accounts/me/device/attach', '/v2/access', 'me'],
    ['/token/sign', '/v2/token/sign', null],
    ['/usage/attached', '/usage/attached', null],
    ['/v2/device/1/detach', '/v2/device/1/detach', null],
    ['/apis/me', '/apis/me', null],
  ])('%s names %s', (raw, path, account) => {
    expect(canonicalPath(raw)).toEqual({ path, account });
  });

  it.each([
    '',
    'v2/me',
    '*',
    'http://other.example/v2/me',
    '//',
    '//v2/me',
    '/v2//me',
    '/v2/me//',
    '/./v2/me',
    '/v2/../v2/me',
    '/v2/me/..',
    '/v2/%2e%2e/me',
    '/v2/.%2E/me',
    '/v2/%2e/me',
    '/v2%2Fme',
    '/v2/users/a%2fb',
    '/v2/users/a%5Cb',
    '/v2/users/a\\b',
    '/v2/users/a%00',
    '/v2/users/a%0d%0aX',
    '/v2/users/%7f',
    '/v2/users/%',
    '/v2/users/%4',
    '/v2/users/%zz',
    '/v2/users/%ff',
    '/v2/users/%c0%ae',
    '/v2/users/%ed%a0%80',
    '/v2/accounts',
    '/v2/accounts/me',
    '/v2/accounts/me/',
    '/v2/accounts//users',
  ])('%s names nothing', (raw) => {
    expect(canonicalPath(raw)).toBeNull();
  });

  it('is stable: a canonical path names itself, whatever it came from', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '.',
        '..',
        '%2e',
        '%2F',
        '%25',
        '%',
        'v2',
        'api',
        'accounts',
        'me',
        '%00',
        '\\',
        ';',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const first = canonicalPath(`/${pieces.join('')}`);
        if (first === null) return;
        expect(first.path).toMatch(/^\/(?:[^/\\\u0000-\u0020\u007f-\uffff]+(?:\/|$))*$/);
        expect(first.path).not.toMatch(/\/\.{0,2}(?:\/|$)(?!$)/);
        const again = canonicalPath(first.path);
        // `accounts` inside what an account's path names is looked at once only.
        if (again?.account === null) expect(again.path).toBe(first.path);
      }),
      { numRuns: 2_000 },
    );
  });
});
