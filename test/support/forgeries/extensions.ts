import { encoded, signatureOver } from '../../builders/raw-token.js';
import { goodToken } from '../token-kinds.js';
import { type ForgeryClass, forging, nowSeconds, resigned, withHeader } from './forgery.js';

/** RFC 7515 section 4.1.11, RFC 7797, RFC 7516, RFC 8725 sections 3.11 and 3.12. */
export const extensionForgeries: readonly ForgeryClass[] = [
  forging('an extension that changes what is signed, understood or not', (kind) =>
    [
      { crit: ['exp'], exp: nowSeconds() + 600 },
      { crit: [] },
      { crit: ['b64'], b64: false },
      { crit: ['b64'], b64: true },
      { crit: ['http://example.com/UNDEFINED'], 'http://example.com/UNDEFINED': true },
      { crit: 'exp' },
      { crit: null },
      { b64: false },
      { b64: true },
      { zip: 'DEF' },
      { enc: 'A256GCM' },
      { cty: 'JWT' },
      { cty: 'application/jwt' },
      { typ: 7 },
      { cty: {} },
    ].map((members) => withHeader(kind, members)),
  ),
  forging('a payload that is signed unencoded', (kind) => {
    const header = encoded({ ...kind.header, b64: false, crit: ['b64'] });
    const payload = JSON.stringify(kind.payload);
    const signature = signatureOver(`${header}.${payload}`, kind.algorithm, kind.key).toString('base64url');
    return [`${header}.${payload}.${signature}`, `${header}.${encoded(payload)}.${signature}`];
  }),
  forging('JWE, nested tokens, and JWS in its JSON forms', (kind) => {
    const [protectedHeader, payload, signature] = goodToken(kind).split('.');
    const jwe = encoded({ alg: 'dir', enc: 'A256GCM', kid: kind.header['kid'] });
    return [
      `${jwe}..${encoded('iv')}.${payload}.${signature}`,
      `${protectedHeader}.${signature}.${signature}.${payload}.${signature}`,
      resigned(kind, { ...kind.header, cty: 'JWT' }, goodToken(kind)),
      resigned(kind, kind.header, goodToken(kind)),
      JSON.stringify({ protected: protectedHeader, payload, signature }),
      JSON.stringify({ payload, signatures: [{ protected: protectedHeader, signature }] }),
      JSON.stringify({ header: kind.header, payload, signature }),
    ];
  }),
];
