import { Inject, Injectable } from '@nestjs/common';
import type { MintedPrincipal } from '../../access/principal.js';
import { CONFIGURATION } from '../../config/config.module.js';
import type { Configuration } from '../../config/configuration.js';
import { Clock } from '../../common/clock.js';
import { VerifiedTokens } from '../../crypto/verified-tokens.js';
import { ChangeFeed, type Change } from '../../database/change-feed.js';
import type { SignedByApiKey } from '../../federation/federation.service.js';
import { grantOf } from './minted-claims.js';
import { scopeOfPins } from './minted-scope.js';
import { mintedTimeRulesOf } from './minted-times.js';
import { MintedTokenProof, type MintedTokenRefusal, type ProvenMintedToken } from './minted-token-proof.js';

/** Minted tokens: remembered ones at once, others proven. A remembered one dies with its tenant and its key, and when one of them changes. */
@Injectable()
export class MintedTokens {
  readonly remembered: VerifiedTokens<MintedPrincipal>;

  constructor(
    @Inject(CONFIGURATION) { tokenCacheSize }: Pick<Configuration, 'tokenCacheSize'>,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MintedTokenProof) private readonly proof: MintedTokenProof,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.remembered = new VerifiedTokens(tokenCacheSize);
    feed.subscribe((change) => this.heard(change));
  }

  /** The caller, where the token of this fingerprint was proven before and everything it stood on still stands. */
  recall(fingerprint: string): MintedPrincipal | undefined {
    return this.remembered.find(fingerprint, this.clock.nowMs())?.bearer;
  }

  /** The caller of a token that is not remembered, or why it proves nothing. */
  async prove(
    candidate: SignedByApiKey,
    fingerprint: string,
  ): Promise<{ readonly ok: MintedPrincipal } | { readonly refused: MintedTokenRefusal }> {
    // The key and the tenant are looked up after this moment, whatever the candidate was found by.
    const { moment } = this.remembered;
    const proving = await this.proof.prove(candidate);
    if ('refused' in proving) return proving;
    const { times, tenant, signer } = proving.ok;
    const bearer = bearerOf(proving.ok, fingerprint);
    const rules = mintedTimeRulesOf(tenant.settings);
    const standing = { times, rules, keyUntil: signer.expiresAt ?? undefined };
    const tags = [`api_key:${signer.id}`, `tenant:${tenant.id}`];
    this.remembered.remember(fingerprint, { token: standing, bearer, tags }, moment);
    return { ok: bearer };
  }

  private heard(change: Change | 'anything'): void {
    if (change === 'anything') this.remembered.forgetAll();
    else if (change.topic === 'tenant' || change.topic === 'api_key')
      this.remembered.forget(`${change.topic}:${change.subject}`);
  }
}

const bearerOf = ({ claims, tenant, signer }: ProvenMintedToken, fingerprint: string): MintedPrincipal => ({
  kind: 'minted',
  tenant,
  credential: { kind: 'minted_token', id: signer.id, fingerprint },
  sees: scopeOfPins(claims.pinned),
  grant: grantOf(claims, tenant),
});
