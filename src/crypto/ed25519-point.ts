import { Buffer } from 'node:buffer';

const P = 2n ** 255n - 19n;
/** The constant d of edwards25519 (RFC 8032 section 5.1). */
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/**
 * True when 32 bytes encode a point of edwards25519 that can be somebody's public key: canonical, on the curve
 * (RFC 8032 section 5.1.3) and not of small order. OpenSSL takes any 32 bytes, and under a point of small order
 * anyone can make signatures.
 */
export function isUsableEd25519Point(bytes: Buffer): boolean {
  if (bytes.length !== 32) return false;
  const y = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  if (y >= P) return false;
  const y2 = (y * y) % P;
  // Orders 1 and 2 have y = ±1, order 4 has y = 0; doubling to y = 0 gives d·y⁴ + 2·y² − 1 = 0 for order 8.
  if (y === 0n || y2 === 1n || (D * y2 * y2 + 2n * y2 - 1n) % P === 0n) return false;
  // x² = (y² − 1) / (d·y² + 1) must be a square; a quotient is one when the product is.
  const product = ((y2 - 1n) * (D * y2 + 1n)) % P;
  return power((product + P) % P, (P - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
