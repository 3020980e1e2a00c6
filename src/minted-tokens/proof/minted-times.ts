import type { TenantSettings } from '../../access/tenant-settings.js';
import type { TimeClaims, TimeRules } from '../../crypto/claims.js';

type TimeSettings = Pick<TenantSettings, 'clock_tolerance_s' | 'minted_token_max_age_s'>;

/** What a tenant demands of the times of minted tokens: an end, where it says how long they may live. */
export const mintedTimeRulesOf = (settings: TimeSettings): TimeRules => ({
  clockToleranceSeconds: settings.clock_tolerance_s,
  requireExp: settings.minted_token_max_age_s !== null,
});

/**
 * Refuses a token that lives longer than the tenant's `minted_token_max_age_s`: from `iat`, or else from now, to `exp`, and from
 * now to `exp`, which a clock that is off may exceed by the tolerance. That there is an `exp` is asked elsewhere.
 */
export function refusalOfMintedLife(
  { exp, iat }: Pick<TimeClaims, 'exp' | 'iat'>,
  { minted_token_max_age_s: longest, clock_tolerance_s: tolerance }: TimeSettings,
  nowMs: number,
): 'life_too_long' | undefined {
  if (longest === null || exp === undefined) return undefined;
  const now = nowMs / 1000;
  return exp - (iat ?? now) > longest || exp - now > longest + tolerance ? 'life_too_long' : undefined;
}
