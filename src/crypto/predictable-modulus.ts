const GENERATOR = 65537n;
/** The first odd primes: what the faulty library's primes are made of for keys of every length. */
const SMALL_PRIMES: readonly bigint[] = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
].map(BigInt);

/** By prime, the remainders that powers of the generator leave. */
const remainders: readonly (readonly [bigint, ReadonlySet<bigint>])[] = SMALL_PRIMES.map((prime) => {
  const found = new Set<bigint>();
  for (let power = 1n; !found.has(power); power = (power * GENERATOR) % prime) found.add(power);
  return [prime, found];
});

/**
 * True for an RSA modulus whose primes can be computed from it (ROCA, CVE-2017-15361): a library in smart cards and TPMs chose
 * primes that are powers of 65537 modulo a product of small primes, and so is their product. Of other moduli one
 * in two hundred million is taken for such a one.
 */
export const isPredictable = (modulus: bigint): boolean =>
  remainders.every(([prime, found]) => found.has(modulus % prime));
