import { constants, type KeyObject, type SigningOptions } from 'node:crypto';
import { type JwsFamily } from './algorithms.js';

type KeyWithOptions = SigningOptions & { readonly key: KeyObject };

/** How node:crypto is told the padding or encoding of a family (RFC 7518 sections 3.3, 3.4, 3.5). */
export function withSignatureOptions(family: JwsFamily, key: KeyObject): KeyWithOptions {
  switch (family) {
    case 'RSA':
      return { key, padding: constants.RSA_PKCS1_PADDING };
    case 'RSA-PSS':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case 'ECDSA':
      return { key, dsaEncoding: 'ieee-p1363' };
    default:
      return { key };
  }
}
