import { generateKeyPairSync } from 'node:crypto';
import { rawToken } from '../../builders/raw-token.js';
import type { TokenKind } from '../token-kinds.js';
import { signers } from '../token-signers.js';
import { type ForgeryClass, forging, inputOf, resigned } from './forgery.js';

const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const attackerJwk = attacker.publicKey.export({ format: 'jwk' });

/** RFC 8725 section 3.10; CVE-2018-0114. */
export const keyForgeries: readonly ForgeryClass[] = [
  forging('a key, or the address of one, that the token brings along', (kind) => {
    const certificate = attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const address = 'http://127.0.0.1:1/keys';
    return [
      { jwk: attackerJwk },
      { jku: address },
      { x5u: address },
      { x5c: [certificate] },
      { x5t: 'AAAA' },
    ].map((lure) =>
      rawToken({ ...kind.header, ...lure, alg: 'ES256' }, kind.payload, 'ES256', attacker.privateKey),
    );
  }),
  forging('a kid that is a path, a statement, a name of an object’s own, or no text', (kind) => {
    const texts = ['/dev/null', '../../../../dev/null', "x' UNION SELECT 'k' --", '__proto__', 'constructor'];
    const others = [
      '',
      'x'.repeat(300),
      '\u0000',
      '\ud800',
      '*',
      '%',
      null,
      true,
      [],
      {},
      [kind.header['kid']],
      1.5,
    ];
    return [...texts, ...others].flatMap((kid) => {
      const header = JSON.stringify({ ...kind.header, kid });
      return [resigned(kind, header), ...['', '\u0000', 'k'].map((secret) => macOf(header, kind, secret))];
    });
  }),
  forging('another key of the same kind', (kind) => [
    `${inputOf(kind)}.${signers.anotherKey(kind, inputOf(kind)).toString('base64url')}`,
  ]),
  forging('an HMAC secret that was decoded, trimmed, padded or left out', (kind) => {
    if (typeof kind.key !== 'string') return [];
    const { key } = kind;
    const secrets = [
      Buffer.from(key, 'base64url'),
      Buffer.from(key, 'hex'),
      Buffer.from(key.slice(0, -1)),
      Buffer.from(`${key}\n`),
      Buffer.from(key, 'utf16le'),
      Buffer.from(Buffer.from(key).toString('base64')),
      Buffer.alloc(0),
      Buffer.alloc(64),
    ];
    return secrets.map((secret) => rawToken(kind.header, kind.payload, kind.algorithm, secret as never));
  }),
];

const macOf = (header: string, { payload }: TokenKind, secret: string): string =>
  rawToken(header.replace(/"alg":"\w+"/, '"alg":"HS256"'), payload, 'HS256', secret);
