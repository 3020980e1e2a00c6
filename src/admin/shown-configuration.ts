import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { ALGORITHM_FACTS } from '../crypto/algorithms.js';
import { instantText } from './instant-text.js';

/** A JwtConfiguration as the command line prints it, in the contract's names: the public key, never a secret. */
export function shownConfiguration(row: JwtConfiguration, tenant: string, nowMs: number) {
  const overlaps = row.previousUntil !== null && row.previousUntil > nowMs;
  const isPublic = row.algorithm !== null && ALGORITHM_FACTS[row.algorithm].asymmetric;
  return {
    id: row.id,
    tenant,
    mode: row.mode,
    enabled: row.enabled,
    ...(row.mode === 'held'
      ? {
          kid: row.id,
          algorithm: row.algorithm,
          key: isPublic ? 'public key' : 'secret (sealed)',
          public_key: isPublic ? row.currentKey : null,
          previous_key_until: overlaps ? instantText(row.previousUntil) : null,
        }
      : { jwks_uri: row.jwksUri, algorithms: row.algorithms }),
    issuer: row.issuer,
    audience: row.audience,
    user_id_claim: row.userIdClaim,
    claim_map: row.claimMap,
    max_token_age_s: row.maxTokenAgeSeconds,
    require_exp: row.requireExp,
    clock_tolerance_s: row.clockToleranceSeconds,
    auto_provision: row.autoProvision,
    version: row.version,
    created_at: instantText(row.createdAt),
    updated_at: instantText(row.updatedAt),
  };
}

/** The columns of a list. */
export const listedConfiguration = (row: JwtConfiguration, tenant: string) => ({
  id: row.id,
  tenant,
  mode: row.mode,
  algorithms: row.algorithm ?? (row.algorithms ?? []).join(', '),
  issuer: row.issuer,
  jwks_uri: row.jwksUri,
  enabled: row.enabled,
  version: row.version,
});
