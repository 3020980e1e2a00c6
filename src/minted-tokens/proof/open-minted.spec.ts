import { describe, expect, it } from '@jest/globals';
import { openMinted } from './open-minted.js';

const grant = (methods = ['GET']) => ({
  paths: ['/v2/search', '/v2/bookings/1'],
  methods: new Set(methods),
  pinned: new Map<string, string>(),
});

describe('openMinted', () => {
  it.each([
    ['GET', '/v2/search'],
    ['HEAD', '/v2/search'],
    ['GET', '/v2/search/query'],
    ['GET', '/v2/bookings/1/cancel'],
  ])('opens %s %s', (method, path) => {
    expect(openMinted(grant(), { method, path })).toEqual({ ok: true });
  });

  it.each([
    ['GET', '/v2/searchx', 'path_outside'],
    ['GET', '/v2/search%2Fquery', 'path_outside'],
    ['GET', '/v2/Search', 'path_outside'],
    ['GET', '/v2/bookings', 'path_outside'],
    ['GET', '/v2/bookings/12', 'path_outside'],
    ['GET', '/v2', 'path_outside'],
    ['GET', '/', 'path_outside'],
    ['POST', '/v2/search', 'method_outside'],
    ['OPTIONS', '/v2/search', 'method_outside'],
    ['get', '/v2/search', 'method_outside'],
  ])('does not open %s %s', (method, path, refused) => {
    expect(openMinted(grant(), { method, path })).toEqual({ refused });
  });

  it('opens nothing without a path, and HEAD to those who list it or GET', () => {
    expect(openMinted({ ...grant(), paths: [] }, { method: 'GET', path: '/v2/search' })).toEqual({
      refused: 'path_outside',
    });
    expect(openMinted(grant(['HEAD']), { method: 'HEAD', path: '/v2/search' })).toEqual({ ok: true });
    expect(openMinted(grant(['HEAD']), { method: 'GET', path: '/v2/search' })).toEqual({
      refused: 'method_outside',
    });
    expect(openMinted(grant(['POST']), { method: 'HEAD', path: '/v2/search' })).toEqual({
      refused: 'method_outside',
    });
  });
});
