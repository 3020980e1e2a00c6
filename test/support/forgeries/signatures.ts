import { sign } from 'node:crypto';
import { ALGORITHM_FACTS } from '../../../src/crypto/algorithms.js';
import { curveOrders } from '../curve-orders.js';
import { goodToken } from '../token-kinds.js';
import { type ForgeryClass, forging, inputOf, withPayload, withSignature } from './forgery.js';

/** RFC 8725 section 3.4; RFC 7518 section 3.4; CVE-2022-21449. */
export const signatureForgeries: readonly ForgeryClass[] = [
  forging('a signature of zeros, of ones, of nothing, cut or grown', (kind) =>
    [
      ({ length }: Buffer) => Buffer.alloc(length),
      ({ length }: Buffer) => Buffer.alloc(length, 0xff),
      () => Buffer.alloc(0),
      () => Buffer.alloc(1),
      (all: Buffer) => all.subarray(1),
      (all: Buffer) => all.subarray(0, -1),
      (all: Buffer) => all.subarray(0, 16),
      (all: Buffer) => Buffer.concat([all, Buffer.alloc(1)]),
      (all: Buffer) => Buffer.concat([Buffer.alloc(1), all]),
      (all: Buffer) => Buffer.concat([all, all]),
      (all: Buffer) => Buffer.from(all).reverse(),
    ].map((change) => withSignature(kind, change)),
  ),
  forging('an ECDSA signature at the edges of its curve, or in DER', (kind) => {
    const order = curveOrders[ALGORITHM_FACTS[kind.algorithm].curve ?? ''];
    if (order === undefined) return [];
    const { bytes, n } = order;
    const edges = [0n, 1n, n - 1n, n, n + 1n, (1n << BigInt(8 * bytes)) - 1n];
    const point = (r: bigint, s: bigint) =>
      Buffer.from([r, s].map((number) => number.toString(16).padStart(2 * bytes, '0')).join(''), 'hex');
    const der = sign(`sha${kind.algorithm.slice(2)}`, Buffer.from(inputOf(kind)), kind.key);
    return [
      ...edges.flatMap((r) => edges.map((s) => withSignature(kind, () => point(r, s)))),
      withSignature(kind, () => der),
    ];
  }),
  forging('the right signature, spelled otherwise', (kind) => {
    const token = goodToken(kind);
    const last = token.at(-1) as string;
    const other = String.fromCharCode(last.charCodeAt(0) + 1);
    const tail = token.slice(token.lastIndexOf('.') + 1);
    const input = token.slice(0, -tail.length);
    const standard = Buffer.from(tail, 'base64url').toString('base64');
    const forms = [
      `${tail}=`,
      `${tail}==`,
      `${tail}A`,
      ` ${tail}`,
      `${tail}\n`,
      `${tail}\u0000`,
      `${tail}.`,
      `${tail}%3D`,
    ];
    return [
      ...(/^[\w-]$/.test(other) && tail.length % 4 !== 0 ? [token.slice(0, -1) + other] : []),
      ...(standard === tail ? [] : [input + standard]),
      ...forms.map((form) => input + form),
      input + Buffer.from(tail, 'base64url').toString('hex'),
    ];
  }),
  forging('the signature of another token of the same key', (kind) => {
    const [, , signature] = withPayload(kind, { jti: 'another' }).split('.');
    return [`${inputOf(kind)}.${signature}`];
  }),
  forging('parts that changed places, are missing, or are too many', (kind) => {
    const [header, payload, signature] = goodToken(kind).split('.') as [string, string, string];
    return [
      [payload, header, signature],
      [header, header, signature],
      [header, payload],
      [header, '', signature],
      ['', payload, signature],
      [header, payload, signature, ''],
      [header, payload, signature, signature],
      ['', header, payload, signature],
      [header, payload, `${signature},${header}`, payload, signature],
    ].map((parts) => parts.join('.'));
  }),
];
