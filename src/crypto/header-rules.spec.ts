import { describe, expect, it } from '@jest/globals';
import { ASYMMETRIC_ALGORITHMS, isJwsAlgorithm, JWS_ALGORITHMS } from './algorithms.js';
import { checkHeader } from './header-rules.js';

describe('the header of a token', () => {
  it('passes with the expected algorithm', () => {
    expect(checkHeader({ alg: 'RS256', typ: 'JWT', kid: '1' }, 'RS256')).toEqual({ ok: 'RS256' });
    expect(checkHeader({ alg: 'ES256' }, ['RS256', 'ES256'])).toEqual({ ok: 'ES256' });
    expect(checkHeader({ alg: 'HS256', typ: 'anything', cty: 'json' }, 'HS256')).toEqual({ ok: 'HS256' });
  });

  it.each([
    [{}, 'alg_missing'],
    [{ alg: '' }, 'alg_missing'],
    [{ alg: null }, 'alg_missing'],
    [{ alg: ['RS256'] }, 'alg_missing'],
    [{ alg: 'none' }, 'alg_none'],
    [{ alg: 'NonE' }, 'alg_none'],
    [{ alg: 'HS256' }, 'alg_mismatch'],
    [{ alg: 'rs256' }, 'alg_mismatch'],
    [{ alg: 'RS256 ' }, 'alg_mismatch'],
    [{ alg: 'RS256', crit: [] }, 'crit_present'],
    [{ alg: 'RS256', crit: ['exp'] }, 'crit_present'],
    [{ alg: 'RS256', b64: false }, 'b64_present'],
    [{ alg: 'RS256', b64: true }, 'b64_present'],
    [{ alg: 'RS256', zip: 'DEF' }, 'zip_present'],
    [{ alg: 'RSA-OAEP', enc: 'A256GCM' }, 'encrypted'],
    [{ alg: 'RS256', cty: 'JWT' }, 'nested'],
    [{ alg: 'RS256', cty: 'jwt' }, 'nested'],
    [{ alg: 'RS256', cty: 'application/JWT' }, 'nested'],
    [{ alg: 'RS256', cty: 1 }, 'cty_invalid'],
    [{ alg: 'RS256', typ: 1 }, 'typ_invalid'],
    [{ alg: 'RS256', typ: null }, 'typ_invalid'],
  ])('%j is refused: %s', (header, refused) => {
    expect(checkHeader(header, 'RS256')).toEqual({ refused });
  });

  it('matches nothing when no algorithm is configured', () => {
    expect(checkHeader({ alg: 'RS256' }, [])).toEqual({ refused: 'alg_mismatch' });
  });

  it('passes over keys that a token brings along', () => {
    expect(
      checkHeader({ alg: 'RS256', jwk: {}, jku: 'https://a', x5u: 'https://a', x5c: [''] }, 'RS256'),
    ).toEqual({
      ok: 'RS256',
    });
  });
});

describe('the table of algorithms', () => {
  it('knows thirteen names and no others', () => {
    expect(JWS_ALGORITHMS).toHaveLength(13);
    expect(JWS_ALGORITHMS.every(isJwsAlgorithm)).toBe(true);
    for (const other of ['none', 'hs256', '', 'toString', '__proto__', 'ES256K', null, 1, ['HS256']]) {
      expect(isJwsAlgorithm(other)).toBe(false);
    }
  });

  it('lists no shared secret among the asymmetric algorithms', () => {
    expect(ASYMMETRIC_ALGORITHMS.filter((name) => name.startsWith('HS'))).toEqual([]);
    expect(ASYMMETRIC_ALGORITHMS).toHaveLength(10);
  });
});
