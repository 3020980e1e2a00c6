import { Inject, Injectable } from '@nestjs/common';
import type { CustomerPrincipal } from '../access/principal.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { Clock } from '../common/clock.js';
import { fingerprintOf } from '../crypto/fingerprint.js';
import { VerifiedTokens } from '../crypto/verified-tokens.js';
import { ChangeFeed, type Change } from '../database/change-feed.js';
import {
  SignedSearchProof,
  type ProvenSignedSearch,
  type SignedSearchProving,
} from './signed-search-proof.js';

type Refused = Extract<SignedSearchProving, { readonly refused: unknown }>;

/** Signed searches: remembered ones at once, others proven. A remembered one dies with its tenant, its key, and whatever ends it. */
@Injectable()
export class SignedSearchTokens {
  readonly remembered: VerifiedTokens<CustomerPrincipal>;

  constructor(
    @Inject(CONFIGURATION) { tokenCacheSize }: Pick<Configuration, 'tokenCacheSize'>,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SignedSearchProof) private readonly proof: SignedSearchProof,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.remembered = new VerifiedTokens(tokenCacheSize);
    feed.subscribe((change) => this.heard(change));
  }

  /** The caller, where the very token was proven before and everything it stood on still stands. */
  recall(token: string): CustomerPrincipal | undefined {
    return this.remembered.find(fingerprintOf(token), this.clock.nowMs())?.bearer;
  }

  /** The caller of a token that is not remembered, or why it proves nothing. What `search` must hold is asked elsewhere. */
  async prove(token: string): Promise<{ readonly ok: CustomerPrincipal } | Refused> {
    const { moment } = this.remembered;
    const proving = await this.proof.prove(token);
    if ('refused' in proving) return proving;
    const fingerprint = fingerprintOf(token);
    const bearer = customerOf(proving.ok, fingerprint);
    const { claims, rules, signer } = proving.ok;
    const standing = { times: claims.times, rules, keyUntil: signer.expiresAt ?? undefined };
    this.remembered.remember(fingerprint, { token: standing, bearer, tags: [bearer.tenant.id] }, moment);
    return { ok: bearer };
  }

  /** Changes of users and of their login systems are nothing to customers. */
  private heard(change: Change | 'anything'): void {
    if (change === 'anything') this.remembered.forgetAll();
    else if (ending.has(change.topic)) this.remembered.forget(change.tenantId);
  }
}

const ending: ReadonlySet<Change['topic']> = new Set(['tenant', 'api_key', 'signed_after']);

const customerOf = (
  { claims, tenant, signer }: ProvenSignedSearch,
  fingerprint: string,
): CustomerPrincipal => ({
  kind: 'customer',
  tenant,
  credential: { kind: 'signed_search', id: signer.id, fingerprint },
  sees: { rows: 'signed', pairs: claims.pairs },
});
