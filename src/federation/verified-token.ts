import type { JsonObject } from '../crypto/strict-json.js';
import type { StandingProof } from '../crypto/verified-tokens.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';

/** A token that proved itself: what it says can be believed while these conditions hold. */
export interface VerifiedToken extends StandingProof {
  readonly configuration: JwtConfiguration;
  /** The token's `iss`, wherever it stood. */
  readonly issuer: string | undefined;
  readonly claims: JsonObject;
  /** Generation of the JWK Set it was verified under; undefined for keys held here. */
  readonly generation: number | undefined;
}

/** What has to be looked at again on every use. Without the claims, which are as large as their sender likes. */
export type StandingToken = Omit<VerifiedToken, 'claims'>;

export const standingOf = ({
  configuration,
  issuer,
  times,
  rules,
  keyUntil,
  generation,
}: VerifiedToken): StandingToken => ({ configuration, issuer, times, rules, keyUntil, generation });
