import { randomBytes } from 'node:crypto';
import { LEAST_SECRET_BYTES } from '../crypto/algorithms.js';

/** Bytes below which a secret is accepted with a warning. */
const recommendedBytes = 32;
const mostBytes = 512;

export const isApiKeyId = (text: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(text);

/** 128 random bits: a public name. */
export const newKeyId = (): string => randomBytes(16).toString('base64url');

/** 256 random bits in 43 characters that need no escaping anywhere. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

/**
 * May this text be an API key's secret? It travels in an Authorization header and is the HMAC key of tokens, as its UTF-8
 * bytes. A text in a token's compact form would be read as a token, never as a key.
 */
export function checkApiKeySecret(
  secret: string,
): { readonly ok: { readonly warnings: readonly string[] } } | { readonly refused: string } {
  const bytes = Buffer.byteLength(secret);
  if (!secret.isWellFormed() || /[\p{Cc}]/u.test(secret))
    return { refused: 'must be well-formed text without control characters' };
  if (/^\s|\s$/.test(secret)) return { refused: 'must not begin or end with white space' };
  if (/^[^.]*\.[^.]*\.[^.]*$/.test(secret)) return { refused: 'must not have the form of a JWT (two dots)' };
  if (bytes < LEAST_SECRET_BYTES)
    return { refused: `must have at least ${LEAST_SECRET_BYTES} bytes; this one has ${bytes}` };
  if (bytes > mostBytes) return { refused: `must have at most ${mostBytes} bytes` };
  if (bytes >= recommendedBytes) return { ok: { warnings: [] } };
  return {
    ok: { warnings: [`The secret has ${bytes} bytes; ${recommendedBytes} or more are recommended.`] },
  };
}
