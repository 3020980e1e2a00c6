import { createPublicKey } from 'node:crypto';
import { JWS_ALGORITHMS, type JwsAlgorithm } from '../../../src/crypto/algorithms.js';
import { encoded, rawToken } from '../../builders/raw-token.js';
import type { TokenKind } from '../token-kinds.js';
import { type ForgeryClass, forging, inner, isPublic, resigned, withHeader } from './forgery.js';

/** RFC 8725 sections 3.1 and 3.2; CVE-2015-9235, CVE-2016-10555. */
export const algorithmForgeries: readonly ForgeryClass[] = [
  forging('alg none in any case, unsigned and signed', (kind) =>
    ['none', 'None', 'NONE', 'nOnE', 'none\u0000', ' none'].flatMap((alg) => [
      withHeader(kind, { alg }),
      `${encoded({ ...kind.header, alg })}.${encoded(kind.payload)}.`,
      `${encoded({ ...kind.header, alg })}.${encoded(kind.payload)}.${encoded('none')}`,
    ]),
  ),
  forging('a MAC whose secret is the public key, in every form it is handed out in', (kind) =>
    isPublic(kind) ? publicForms(kind).flatMap((secret) => macs(kind, secret)) : [],
  ),
  forging('another algorithm with the right key, named and disguised', (kind) => {
    const others = JWS_ALGORITHMS.filter((name) => name !== kind.algorithm && takesSameKey(kind, name));
    const allowed = kind.name.startsWith('a minted token') ? [] : others;
    return [
      ...allowed.map((alg) => rawToken({ ...kind.header, alg }, kind.payload, alg, kind.key)),
      ...others.map((alg) => rawToken(kind.header, kind.payload, alg, kind.key)),
    ];
  }),
  forging('an alg that only looks like the right one', (kind) =>
    [
      ...[
        kind.algorithm.toLowerCase(),
        `${kind.algorithm} `,
        `${kind.algorithm}\u0000`,
        `\u200b${kind.algorithm}`,
      ],
      ...[
        kind.algorithm.replace('2', '\uff12').replace('S', '\uff33'),
        [kind.algorithm],
        { name: kind.algorithm },
      ],
      ...['', null, 0, true, '__proto__', 'constructor', 'toString'],
    ]
      .filter((alg) => alg !== kind.algorithm)
      .map((alg) => withHeader(kind, { alg })),
  ),
  forging('no alg at all', (kind) => [
    withHeader(kind, { alg: undefined }),
    resigned(kind, `{"__proto__":{"alg":"${kind.algorithm}"},${inner({ ...kind.header, alg: undefined })}}`),
  ]),
];

function takesSameKey({ algorithm, key }: TokenKind, other: JwsAlgorithm): boolean {
  if (typeof key === 'string') return other.startsWith('HS');
  return /^[RP]S/.test(algorithm) && /^[RP]S/.test(other);
}

/** The public key as a PEM, DER and JWK file hold it, with and without the line break at the end. */
function publicForms({ key }: TokenKind): readonly (string | Buffer)[] {
  const own = createPublicKey(key);
  const pem = own.export({ type: 'spki', format: 'pem' }).toString();
  const jwk = own.export({ format: 'jwk' });
  return [
    pem,
    pem.trim(),
    pem.replaceAll('\n', '\r\n'),
    own.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    String(jwk.n ?? jwk.x),
    Buffer.from(String(jwk.n ?? jwk.x), 'base64url'),
  ];
}

const macs = (kind: TokenKind, secret: string | Buffer): readonly string[] =>
  (['HS256', 'HS384', 'HS512'] as const).flatMap((alg) => [
    rawToken({ ...kind.header, alg }, kind.payload, alg, secret as never),
    rawToken(kind.header, kind.payload, alg, secret as never),
  ]);
