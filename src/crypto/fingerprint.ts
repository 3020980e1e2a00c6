import { hash } from 'node:crypto';

/** SHA-256 of a token's text (as UTF-8), 43 characters of base64url: what logs, journal and caches hold in place of the token. */
export function fingerprintOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
