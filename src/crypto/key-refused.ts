import { ALGORITHM_FACTS, type JwsAlgorithm, LEAST_SECRET_BYTES, RSA_MODULUS_BITS } from './algorithms.js';
import { type KeyMisfit } from './key-fit.js';

export type KeyRefusedCode =
  | 'key_unreadable'
  | 'key_private'
  | 'key_symmetric'
  | 'key_several'
  | 'key_wrong_type'
  | 'key_wrong_curve'
  | 'key_off_curve'
  | 'key_too_short'
  | 'key_too_long'
  | 'key_predictable'
  | 'key_exponent_unsafe'
  | 'key_not_for_signatures'
  | 'key_algorithm_mismatch'
  | 'key_kid_invalid'
  | 'secret_too_short'
  | 'secret_too_long'
  | 'secret_not_text'
  | 'secret_is_a_key';

/**
 * A key or secret an operator offered and that must not be used. `code` never changes; `message` says what is wrong and what
 * to do about it, and never contains key material.
 */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused';

  constructor(
    readonly code: KeyRefusedCode,
    message: string,
  ) {
    super(message);
  }
}

/** Always throws: the operator's words for a key that does not fit its algorithm. */
export function refuseMisfit(misfit: KeyMisfit, algorithm: JwsAlgorithm): never {
  const { curve } = ALGORITHM_FACTS[algorithm];
  const { least, most } = RSA_MODULUS_BITS;
  switch (misfit) {
    case 'wrong_type':
      throw new KeyRefused(
        'key_wrong_type',
        `This key cannot serve ${algorithm}, which takes ${keyOf(algorithm)}.`,
      );
    case 'wrong_curve':
      throw new KeyRefused(
        'key_wrong_curve',
        `${algorithm} takes a key on the curve ${curve ?? ''}; this key is on another one.`,
      );
    case 'modulus_too_short':
      throw new KeyRefused(
        'key_too_short',
        `RSA keys need at least ${least} bits; make a new key pair of 2048 or 3072 bits.`,
      );
    case 'modulus_too_long':
      throw new KeyRefused(
        'key_too_long',
        `RSA keys of more than ${most} bits are refused; 2048 to 4096 bits are enough.`,
      );
    case 'modulus_predictable':
      throw new KeyRefused(
        'key_predictable',
        'The private half of this RSA key can be computed from the public one (ROCA, CVE-2017-15361): it was made by a faulty chip; make a new key pair elsewhere.',
      );
    case 'exponent_unsafe':
      throw new KeyRefused(
        'key_exponent_unsafe',
        'The RSA public exponent is unsafe; make a key pair with the exponent 65537.',
      );
    case 'secret_too_short':
      throw new KeyRefused('secret_too_short', `HMAC secrets need at least ${LEAST_SECRET_BYTES} bytes.`);
  }
}

function keyOf(algorithm: JwsAlgorithm): string {
  const { family, curve } = ALGORITHM_FACTS[algorithm];
  if (family === 'HMAC') return 'a shared secret';
  if (family === 'ECDSA') return `an elliptic curve key (${curve ?? ''})`;
  return family === 'EdDSA' ? 'an Ed25519 key' : 'an RSA key (rsaEncryption)';
}
