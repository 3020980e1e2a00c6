import { describe, expect, it } from '@jest/globals';
import { isApiAddress } from './api-paths.js';

describe('an address of the API', () => {
  it.each(['/v2', '/v2/me?x=1', '/token/sign', '/token/sign?x', '/usage/attach', '/usage/detach?'])(
    'is %s',
    (url) => expect(isApiAddress(url)).toBe(true),
  );

  it.each([
    '/',
    '/overview/x',
    '/sso/x',
    '/token',
    '/token/signs',
    '/usage',
    '/usage/attach/x',
    '/x/token/sign',
  ])('is not %s', (url) => expect(isApiAddress(url)).toBe(false));
});
