import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { KeyObject } from 'node:crypto';
import type { KnownKeys, TokenKind } from './token-kinds.js';

/** What jose is told: the key, the algorithms that this key may serve. */
interface Told {
  readonly key: KeyObject;
  readonly algorithms: readonly string[];
}

const clockTolerance = 30;

/**
 * Whether jose takes a token under the rules of the contracts: the one key that `iss` and `kid` lead to (contract 1, "Which
 * strategy"; contract 5), or the tenant's API key, the algorithms of that key, its times, and the claims that must be there.
 */
export async function joseTakes(keys: KnownKeys, kind: TokenKind, token: string): Promise<boolean> {
  try {
    const told = toldOf(keys, kind, decodeProtectedHeader(token), decodeJwt(token));
    if (told === null) return false;
    const key = told.key.type === 'secret' ? new Uint8Array(told.key.export()) : told.key;
    await jwtVerify(token, key, { algorithms: [...told.algorithms], clockTolerance });
    return true;
  } catch {
    return false;
  }
}

type Members = Readonly<Record<string, unknown>>;

function toldOf(keys: KnownKeys, kind: TokenKind, header: Members, claims: Members): Told | null {
  const kid = kidOf(header);
  if (kind.keyIsChosen === 'among_api_keys') {
    if (kid !== undefined && kid !== keys.apiKeyId) return null;
    return has(claims, kind.requiredClaims) ? { key: keys.apiKey, algorithms: ['HS256'] } : null;
  }
  const issuer = header['iss'] ?? claims['iss'];
  if (kid === undefined || ('iss' in header && 'iss' in claims && header['iss'] !== claims['iss']))
    return null;
  const side = issuer === keys.issuer ? keys.issuerKeys.get(kid) : keys.held.get(kid);
  if (side !== undefined && 'iss' in header && issuer !== keys.issuer) return null;
  if (side !== undefined)
    return has(claims, ['id']) ? { key: side.verifies, algorithms: [side.algorithm] } : null;
  if (issuer === keys.issuer || kid !== keys.apiKeyId) return null;
  return has(claims, ['aud']) ? { key: keys.apiKey, algorithms: ['HS256', 'HS384', 'HS512'] } : null;
}

const has = (claims: Members, names: readonly string[]): boolean => names.every((name) => name in claims);

/** Text, or the decimal text of an integer (contract 1, `kid`). */
function kidOf({ kid }: Members): string | undefined {
  if (typeof kid === 'string') return kid;
  return typeof kid === 'number' && Number.isSafeInteger(kid) ? String(kid) : undefined;
}
