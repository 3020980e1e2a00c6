import { describe, expect, it } from '@jest/globals';
import { mayReadMetrics } from './metrics-access.js';

const token = 'scrape-token-of-16-or-more';
const asker = { authorization: undefined, socketAddress: '127.0.0.1', headers: {} };

describe('who may read the metrics', () => {
  for (const [who, asks, held, verdict] of [
    [
      'the bearer of the token',
      { authorization: `Bearer ${token}`, socketAddress: '203.0.113.7' },
      token,
      { ok: true },
    ],
    ['the bearer with a scheme in lower case', { authorization: `bearer ${token}` }, token, { ok: true }],
    ['a bearer of another token', { authorization: `Bearer ${token}x` }, token, { refused: 'token_wrong' }],
    [
      'a bearer of the beginning of the token',
      { authorization: `Bearer ${token.slice(0, -1)}` },
      token,
      { refused: 'token_wrong' },
    ],
    ['this machine without the token', {}, token, { refused: 'token_missing' }],
    [
      'the token in Basic',
      { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` },
      token,
      { refused: 'token_missing' },
    ],
    ['this machine where no token is set', {}, null, { ok: true }],
    ['this machine over IPv6', { socketAddress: '::1' }, null, { ok: true }],
    ['this machine over a dual-stack socket', { socketAddress: '::ffff:127.0.0.1' }, null, { ok: true }],
    [
      'another machine where no token is set',
      { socketAddress: '203.0.113.7' },
      null,
      { refused: 'not_local' },
    ],
    ['an unknown address', { socketAddress: undefined }, null, { refused: 'not_local' }],
    [
      'a local proxy that asks for someone',
      { headers: { 'x-forwarded-for': '203.0.113.7' } },
      null,
      { refused: 'not_local' },
    ],
    ['a local proxy that says only via', { headers: { via: '1.1 proxy' } }, null, { refused: 'not_local' }],
  ] as const) {
    it(`${'ok' in verdict ? 'lets in' : 'refuses'} ${who}`, () => {
      expect(mayReadMetrics({ ...asker, ...asks }, held)).toEqual(verdict);
    });
  }
});
