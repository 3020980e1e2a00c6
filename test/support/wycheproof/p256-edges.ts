import type { KeyObject } from 'node:crypto';
import { signatureOver } from '../../builders/raw-token.js';
import { curveOrders } from '../curve-orders.js';

const { n } = curveOrders['P-256'] ?? { n: 0n };
const named: Readonly<Record<string, bigint>> = { Zero: 0n, One: 1n, Nminus1: n - 1n, N: n };
const modulo256 = 1n << 256n;

/** A token over this input whose ES256 signature is what a case of Wycheproof's `SpecialCaseEs256` names. */
export function edgesOfP256(input: string, key: KeyObject, comment: string, occurrence = 0): string {
  const raw = signatureOver(input, 'ES256', key).toString('hex');
  const [r, s] = [BigInt(`0x${raw.slice(0, 64)}`), BigInt(`0x${raw.slice(64)}`)];
  const [, ofR, ofS] = /^rIs(\w+)_sIs(\w+)$/.exec(comment) ?? [];
  const hex =
    ofR !== undefined && ofS !== undefined
      ? point(named[ofR] ?? 0n, named[ofS] ?? 0n, 32)
      : forms(r, s, occurrence)[comment];
  if (hex === undefined) throw new Error(`No signature is known as ${comment}.`);
  return `${input}.${Buffer.from(hex, 'hex').toString('base64url')}`;
}

const point = (r: bigint, s: bigint, bytes: number): string =>
  [r, s].map((number) => number.toString(16).padStart(2 * bytes, '0')).join('');

const forms = (r: bigint, s: bigint, occurrence: number): Readonly<Record<string, string>> => ({
  mirrored: point(r, n - s, 32),
  SignatureTooLong: point(r, s, 33),
  TrailingZeros: `${point(r, s, 32)}00`,
  RisTooBig: point(r + n, s, 33),
  SisTooBig: point(r, s + n, 33),
  IntegerOverflow: occurrence === 0 ? point(r + modulo256, s, 33) : point(r, s + modulo256, 33),
  BufferOverflow: point(r, s, 280),
});
