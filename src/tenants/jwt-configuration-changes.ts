import type { JwsAlgorithm } from '../crypto/algorithms.js';
import { refused } from './admin-refused.js';
import { checkJwksUri } from './jwks-uri.js';
import type { JwtConfiguration } from './jwt-configuration.entity.js';
import type { ReadJwtConfigurationChanges } from './jwt-configuration.schemas.js';

/** Members of a row that an input names; what it does not name stays as it is. */
export type NamedMembers = Partial<Omit<JwtConfiguration, 'tenantId' | 'id' | 'mode' | 'currentKey'>>;

/** Contract names to columns; only what was named. */
export function namedMembers(input: ReadJwtConfigurationChanges): NamedMembers {
  const members = {
    algorithm: input.algorithm,
    issuer: input.issuer,
    jwksUri: input.jwks_uri,
    algorithms: input.algorithms && [...new Set(input.algorithms as JwsAlgorithm[])],
    audience: input.audience && [...new Set(input.audience)],
    userIdClaim: input.user_id_claim,
    claimMap: input.claim_map,
    maxTokenAgeSeconds: input.max_token_age_s,
    requireExp: input.require_exp,
    clockToleranceSeconds: input.clock_tolerance_s,
    autoProvision: input.auto_provision,
    enabled: input.enabled,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Refuses members of the other mode, a JWK Set configuration without an issuer, and an address that may not be asked. */
export function checkChanges(row: JwtConfiguration, named: NamedMembers, allowPrivateJwks: boolean): void {
  const foreign = row.mode === 'held' ? (['jwksUri', 'algorithms'] as const) : (['algorithm'] as const);
  for (const member of foreign) {
    if (named[member] !== undefined) {
      throw refused(
        member === 'jwksUri' ? 'jwks_uri' : member,
        `does not belong to ${row.id}, a configuration of the other mode`,
      );
    }
  }
  if (row.mode === 'jwks' && named.issuer === null)
    throw refused('issuer', 'a JWK Set configuration cannot be without one');
  if (typeof named.jwksUri === 'string') checkJwksUri(named.jwksUri, allowPrivateJwks);
}
