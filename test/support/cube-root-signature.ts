import { createHash } from 'node:crypto';

const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * What passes for an RS256 signature under the exponent 3 where the padding is read from its front and what follows the
 * digest is not looked at (Bleichenbacher, 2006): the cube root of a message that begins right and ends in anything.
 */
export function cubeRootSignature(input: string, modulusBytes: number): Buffer {
  const digest = createHash('sha256').update(input).digest();
  const front = Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.alloc(8, 0xff),
    Buffer.alloc(1),
    sha256DigestInfo,
    digest,
  ]);
  const highest = Buffer.concat([front, Buffer.alloc(modulusBytes - front.length, 0xff)]);
  const root = cubeRoot(BigInt(`0x${highest.toString('hex')}`));
  const begins = (root ** 3n)
    .toString(16)
    .padStart(2 * modulusBytes, '0')
    .startsWith(front.toString('hex'));
  if (!begins) throw new Error('The message cannot be forged: the modulus is too short.');
  return Buffer.from(root.toString(16).padStart(2 * modulusBytes, '0'), 'hex');
}

/** The largest whole number whose cube is not larger. */
function cubeRoot(of: bigint): bigint {
  let [low, high] = [0n, 1n << BigInt(Math.ceil(of.toString(2).length / 3) + 1)];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** 3n <= of) low = middle;
    else high = middle;
  }
  return low;
}
