import type { TenantSettings } from '../../access/tenant-settings.js';
import type { Decision } from '../../common/decision.js';
import type { TimeClaims, TimeRefusal } from '../../crypto/claims.js';
import type { JsonObject } from '../../crypto/strict-json.js';
import { readTokenFrame } from '../../tenants/api-key-token.js';
import { isUserText } from '../users/user-text.js';

/** What a security token says (contract 4, "Credentials"). */
export interface SecurityTokenClaims {
  /** The merchant's user id; may be empty. */
  readonly user: string;
  readonly times: TimeClaims;
}

export type SecurityTokenClaimRefusal = TimeRefusal | 'jti_invalid' | 'user_invalid' | 'token_of_other_kind';

/** What tells the other tokens that an API key signs: signed searches, action links and what was minted for an audience. */
const foreign = ['app_slug', 'booking_id', 'action', 'aud', 'search'] as const;

/**
 * Reads the payload of a security token: `user`, text that may be a user's id or empty, and where they
 * stand `exp`, `iat`, `nbf`, `jti`. Members that nobody asks for may stand beside them, those of other tokens may not.
 */
export function readSecurityTokenClaims(
  payload: JsonObject,
): Decision<SecurityTokenClaims, SecurityTokenClaimRefusal> {
  if (foreign.some((name) => Object.hasOwn(payload, name))) return { refused: 'token_of_other_kind' };
  const { user } = payload;
  if (typeof user !== 'string' || !isUserText(user)) return { refused: 'user_invalid' };
  const framed = readTokenFrame(payload);
  return 'refused' in framed ? framed : { ok: { user, times: framed.ok.times } };
}

type LifeSettings = Pick<
  TenantSettings,
  'require_token_expiry' | 'security_token_max_age_s' | 'clock_tolerance_s'
>;

/**
 * Refuses a token that lives longer than the tenant allows, where it demands an end at all: from `iat` to `exp`, and from now
 * to `exp`, which a clock that is off may exceed by the tolerance. That there is an `exp` is asked elsewhere.
 */
export function refusalOfLife(
  { exp, iat }: TimeClaims,
  settings: LifeSettings,
  nowMs: number,
): 'life_too_long' | undefined {
  if (!settings.require_token_expiry || exp === undefined) return undefined;
  const { security_token_max_age_s: longest, clock_tolerance_s: tolerance } = settings;
  if (iat !== undefined && exp - iat > longest) return 'life_too_long';
  return exp - nowMs / 1000 > longest + tolerance ? 'life_too_long' : undefined;
}
