import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { refusalOfTimes, type TimeRules } from '../../crypto/claims.js';
import {
  readApiKeyToken,
  signerOf,
  timeRulesOf,
  type ApiKeyTokenRefusal,
} from '../../tenants/api-key-token.js';
import { SigningKeys, type SigningKey } from '../../tenants/signing-keys.js';
import type { NamedClient } from './client-keys.js';
import {
  readSecurityTokenClaims,
  refusalOfLife,
  type SecurityTokenClaimRefusal,
  type SecurityTokenClaims,
} from './security-token-claims.js';

/** Why a security token proves nothing: for the rejection log, metrics and `countersign explain`, never for strangers. */
export type SecurityTokenRefusal =
  ApiKeyTokenRefusal | SecurityTokenClaimRefusal | 'kid_other' | 'life_too_long';

/** What was found on the way; nothing of it is proven until the way was gone to its end. */
export interface SecurityTokenFacts {
  claims?: SecurityTokenClaims;
  signer?: SigningKey;
}

export interface ProvenSecurityToken {
  readonly claims: SecurityTokenClaims;
  readonly signer: SigningKey;
  readonly rules: TimeRules;
}

export type SecurityTokenProving =
  | { readonly ok: ProvenSecurityToken }
  | { readonly refused: SecurityTokenRefusal; readonly found: Readonly<SecurityTokenFacts> };

/**
 * Proves security tokens (contract 4) with the one key that the client names: form, header, key, signature, payload, times.
 * What is told apart to clients, times, is looked at only after the signature was right.
 */
@Injectable()
export class SecurityTokenProof {
  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async prove(token: string, { id, tenant }: NamedClient): Promise<SecurityTokenProving> {
    const found: SecurityTokenFacts = {};
    const refused = (reason: SecurityTokenRefusal) => ({ refused: reason, found });
    const reading = readApiKeyToken(token);
    if ('refused' in reading) return refused(reading.refused);
    const { jws, kid } = reading.ok;
    if (kid !== null && kid !== id) return refused('kid_other');
    const signer = signerOf(reading.ok, await this.keys.candidates(tenant.id, id));
    if ('refused' in signer) return refused(signer.refused);
    found.signer = signer.ok;
    const claims = readSecurityTokenClaims(jws.payload);
    if ('refused' in claims) return refused(claims.refused);
    found.claims = claims.ok;
    const rules = securityTokenRulesOf(tenant);
    const now = this.clock.nowMs();
    const { times } = claims.ok;
    const untimely = refusalOfTimes(times, rules, now) ?? refusalOfLife(times, tenant.settings, now);
    if (untimely !== undefined) return refused(untimely);
    return { ok: { claims: claims.ok, signer: signer.ok, rules } };
  }
}

/** What a tenant demands of the times of security tokens. */
export const securityTokenRulesOf = (tenant: NamedClient['tenant']): TimeRules => ({
  ...timeRulesOf(tenant),
  requireExp: tenant.settings.require_token_expiry,
});
