import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { refusalOfTimes, type TimeRules } from '../crypto/claims.js';
import { readApiKeyToken, signerOf, timeRulesOf, type ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import { isIdentityField } from '../tenants/identity-pair.js';
import { SignedAfterService } from '../tenants/signed-after.service.js';
import { SigningKeys, type SigningKey } from '../tenants/signing-keys.js';
import { isSlug } from '../tenants/slug.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import {
  readSignedSearchClaims,
  type SignedSearchClaimRefusal,
  type SignedSearchClaims,
} from './signed-search-claims.js';

/** Why a signed search proves nothing: for the rejection log, metrics and `countersign explain`, never for strangers. */
export type SignedSearchRefusal =
  ApiKeyTokenRefusal | SignedSearchClaimRefusal | 'app_slug_unknown' | 'iat_needed' | 'signed_too_early';

/** What was found on the way; nothing of it is proven until the way was gone to its end. */
export interface SignedSearchFacts {
  claims?: SignedSearchClaims;
  tenant?: TenantIdentity;
  signer?: SigningKey;
  /** Unix milliseconds. */
  signedAfter?: number | null;
}

export interface ProvenSignedSearch {
  readonly claims: SignedSearchClaims;
  readonly tenant: TenantIdentity;
  readonly signer: SigningKey;
  readonly rules: TimeRules;
  readonly signedAfter: number | null;
}

export type SignedSearchProving =
  | { readonly ok: ProvenSignedSearch }
  | { readonly refused: SignedSearchRefusal; readonly found: Readonly<SignedSearchFacts> };

/**
 * Proves signed searches (contract 3): form, header, payload, tenant, key, signature, times, and whether the tenant or the
 * customer ended it since. What is told apart to clients, times, is looked at only after the signature was right.
 */
@Injectable()
export class SignedSearchProof {
  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(SignedAfterService) private readonly signedAfter: SignedAfterService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async prove(token: string): Promise<SignedSearchProving> {
    const found: SignedSearchFacts = {};
    const refused = (reason: SignedSearchRefusal) => ({ refused: reason, found });
    const reading = readApiKeyToken(token);
    if ('refused' in reading) return refused(reading.refused);
    const claims = readSignedSearchClaims(reading.ok.jws.payload);
    if ('refused' in claims) return refused(claims.refused);
    found.claims = claims.ok;
    const { appSlug } = claims.ok;
    const tenant = isSlug(appSlug) ? await this.tenants.findBySlug(appSlug) : null;
    if (tenant === null) return refused('app_slug_unknown');
    found.tenant = tenant;
    const signer = signerOf(reading.ok, await this.keys.candidates(tenant.id, reading.ok.kid));
    if ('refused' in signer) return refused(signer.refused);
    found.signer = signer.ok;
    const rules = timeRulesOf(tenant);
    const late = refusalOfTimes(claims.ok.times, rules, this.clock.nowMs());
    if (late !== undefined) return refused(late);
    const identities = claims.ok.pairs.filter(({ field }) => isIdentityField(field));
    found.signedAfter = await this.signedAfter.latest(tenant.id, identities);
    const ended = refusalOfAge(claims.ok.times.iat, found.signedAfter);
    if (ended !== undefined) return refused(ended);
    const { signedAfter } = found;
    return { ok: { claims: claims.ok, tenant, signer: signer.ok, rules, signedAfter } };
  }
}

/** A token without `iat` may be from any time, so it counts as old. */
function refusalOfAge(
  iatSeconds: number | undefined,
  signedAfterMs: number | null,
): 'iat_needed' | 'signed_too_early' | undefined {
  if (signedAfterMs === null) return undefined;
  if (iatSeconds === undefined) return 'iat_needed';
  return iatSeconds * 1000 < signedAfterMs ? 'signed_too_early' : undefined;
}
