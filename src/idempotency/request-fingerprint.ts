import { createHash } from 'node:crypto';
import { isSecretParameter } from '../common/list-address.js';

interface AskedFor {
  readonly method: string;
  /** Canonical, without query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Digest of what a request asks for, whoever it proves itself by; null where the body is nested too deep to be written down. */
export function requestFingerprint({ method, path, query, body }: AskedFor): string | null {
  const parameters = Object.entries(query).filter(([name]) => !isSecretParameter(name));
  try {
    const text = JSON.stringify([
      method,
      path,
      parameters.sort(([a], [b]) => (a < b ? -1 : 1)),
      body ?? null,
    ]);
    return createHash('sha256').update(text).digest('base64url');
  } catch {
    return null;
  }
}

/** An Idempotency-Key as it came, or null where it is none: 1 to 255 visible ASCII characters. */
export const readKey = (header: string | string[]): string | null =>
  typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header) ? header : null;
