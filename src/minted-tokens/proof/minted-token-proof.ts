import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../../access/principal.js';
import { Clock } from '../../common/clock.js';
import { readTimeClaims, refusalOfTimes, type TimeClaims, type TimeRefusal } from '../../crypto/claims.js';
import { checkHeader, type HeaderRefusal } from '../../crypto/header-rules.js';
import { verifySignature } from '../../crypto/verify-signature.js';
import type { SignedByApiKey } from '../../federation/federation.service.js';
import { SigningKeys, type SigningKey } from '../../tenants/signing-keys.js';
import { TenantDirectory } from '../../tenants/tenant-directory.js';
import { readMintedClaims, type MintedClaimRefusal, type MintedClaims } from './minted-claims.js';
import { mintedTimeRulesOf, refusalOfMintedLife } from './minted-times.js';

/** Why a minted token proves nothing: for the rejection log, metrics and `countersign explain`, never for strangers. */
export type MintedTokenRefusal =
  HeaderRefusal | TimeRefusal | MintedClaimRefusal | 'kid_unknown' | 'signature_wrong' | 'life_too_long';

export interface ProvenMintedToken {
  readonly claims: MintedClaims;
  readonly times: TimeClaims;
  readonly tenant: TenantIdentity;
  readonly signer: SigningKey;
}

export type MintedTokenProving =
  { readonly ok: ProvenMintedToken } | { readonly refused: MintedTokenRefusal };

/** What the secret of an API key may sign with; the key is never taken for one of another kind. */
const algorithms = ['HS256', 'HS384', 'HS512'] as const;

/**
 * Proves minted tokens (contract 5) with the one key that their `kid` names: header, key, signature, claims, times. What is told
 * apart to clients, times, is looked at only after everything else was right.
 */
@Injectable()
export class MintedTokenProof {
  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async prove({ jws, apiKey }: SignedByApiKey): Promise<MintedTokenProving> {
    const header = checkHeader(jws.header, algorithms);
    if ('refused' in header) return header;
    const [signer] = await this.keys.candidates(apiKey.tenantId, apiKey.id);
    const tenant = await this.tenants.findById(apiKey.tenantId);
    if (signer === undefined || tenant === null) return { refused: 'kid_unknown' };
    if (!verifySignature(header.ok, signer.key, jws)) return { refused: 'signature_wrong' };
    const claims = readMintedClaims(jws.payload);
    if ('refused' in claims) return claims;
    const times = readTimeClaims(jws.payload);
    if ('refused' in times) return times;
    const now = this.clock.nowMs();
    const untimely =
      refusalOfTimes(times.ok, mintedTimeRulesOf(tenant.settings), now) ??
      refusalOfMintedLife(times.ok, tenant.settings, now);
    if (untimely !== undefined) return { refused: untimely };
    return { ok: { claims: claims.ok, times: times.ok, tenant, signer } };
  }
}
