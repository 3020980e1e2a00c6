import { createPublicKey } from 'node:crypto';
import { ALGORITHM_FACTS } from '../crypto/algorithms.js';
import { importSecret } from '../crypto/hmac-secret.js';
import { importPublicKey } from '../crypto/public-key.js';
import type { Sealer } from '../crypto/seal.js';
import { ConfigurationKeys } from '../tenants/configuration-keys.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { errorLines } from './error-lines.js';

/** Can a held key be used as it stands in its row? */
export function explainedKey(
  sealer: Sealer,
  row: JwtConfiguration,
): { readonly ok: boolean; readonly text: string } {
  const { algorithm, currentKey } = row;
  if (algorithm === null || currentKey === null) return { ok: false, text: 'the row holds no key' };
  try {
    const text = new ConfigurationKeys(sealer).textOf(row);
    if (!ALGORITHM_FACTS[algorithm].asymmetric) {
      importSecret(text, algorithm, { imported: true });
      return { ok: true, text: `the secret of ${algorithm} opens (${Buffer.byteLength(text)} bytes)` };
    }
    importPublicKey(text, algorithm);
    const { asymmetricKeyType = '', asymmetricKeyDetails: details } = createPublicKey(text);
    const size = details?.modulusLength ?? details?.namedCurve ?? '';
    return {
      ok: true,
      text: `the public key of ${algorithm} reads (${`${asymmetricKeyType} ${size}`.trim()})`,
    };
  } catch (error) {
    return { ok: false, text: errorLines(error) };
  }
}
