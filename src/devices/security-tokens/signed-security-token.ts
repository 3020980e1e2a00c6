import type { TenantSettings } from '../../access/tenant-settings.js';
import type { Decision } from '../../common/decision.js';
import { signJws } from '../../crypto/sign-jws.js';
import type { SigningKey } from '../../tenants/signing-keys.js';

type LifeSettings = Pick<TenantSettings, 'require_token_expiry' | 'security_token_max_age_s'>;

/** Seconds that a token for which `asked` was said is good for; null for as long as its key. Refuses a longer life than the tenant allows. */
export function lifeOfToken(
  asked: number | undefined,
  { require_token_expiry: mustEnd, security_token_max_age_s: longest }: LifeSettings,
): Decision<number | null, string> {
  if (asked === undefined) return { ok: mustEnd ? longest : null };
  return asked <= longest ? { ok: asked } : { refused: `must be at most ${longest}` };
}

interface TokenFacts {
  readonly user: string;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number | null;
  readonly jti: string;
}

/** A security token (contract 4): HS256 with the key, which `kid` names. */
export const signedSecurityToken = (
  { user, iat, exp, jti }: TokenFacts,
  { id, key }: Pick<SigningKey, 'id' | 'key'>,
): string => signJws({ typ: 'JWT', kid: id }, { user, iat, ...(exp !== null && { exp }), jti }, 'HS256', key);
