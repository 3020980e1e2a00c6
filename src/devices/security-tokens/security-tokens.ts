import { Inject, Injectable } from '@nestjs/common';
import type { DevicePrincipal } from '../../access/principal.js';
import { CONFIGURATION } from '../../config/config.module.js';
import type { Configuration } from '../../config/configuration.js';
import { Clock } from '../../common/clock.js';
import { fingerprintOf } from '../../crypto/fingerprint.js';
import { VerifiedTokens } from '../../crypto/verified-tokens.js';
import { ChangeFeed, type Change } from '../../database/change-feed.js';
import type { NamedClient } from './client-keys.js';
import { SecurityTokenProof, type SecurityTokenProving } from './security-token-proof.js';

type Refused = Extract<SecurityTokenProving, { readonly refused: unknown }>;

/** Security tokens: remembered ones at once, others proven. A remembered one dies with its tenant and with any key of it that changes. */
@Injectable()
export class SecurityTokens {
  readonly remembered: VerifiedTokens<DevicePrincipal>;

  constructor(
    @Inject(CONFIGURATION) { tokenCacheSize }: Pick<Configuration, 'tokenCacheSize'>,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SecurityTokenProof) private readonly proof: SecurityTokenProof,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.remembered = new VerifiedTokens(tokenCacheSize);
    feed.subscribe((change) => this.heard(change));
  }

  /** The caller, where the very token was proven before under the same client and everything it stood on still stands. */
  recall(token: string, clientId: string): DevicePrincipal | undefined {
    const bearer = this.remembered.find(fingerprintOf(token), this.clock.nowMs())?.bearer;
    return bearer?.credential.id === clientId ? bearer : undefined;
  }

  /** The caller of a token that is not remembered, or why it proves nothing. */
  async prove(token: string, client: NamedClient): Promise<{ readonly ok: DevicePrincipal } | Refused> {
    const { moment } = this.remembered;
    const proving = await this.proof.prove(token, client);
    if ('refused' in proving) return proving;
    const { claims, rules, signer } = proving.ok;
    const fingerprint = fingerprintOf(token);
    const bearer: DevicePrincipal = {
      kind: 'device',
      tenant: client.tenant,
      credential: { kind: 'security_token', id: signer.id, fingerprint },
      sees: { rows: 'none' },
      signedUser: claims.user,
      expiresAtSeconds: claims.times.exp ?? null,
    };
    const standing = { times: claims.times, rules, keyUntil: signer.expiresAt ?? undefined };
    this.remembered.remember(fingerprint, { token: standing, bearer, tags: [bearer.tenant.id] }, moment);
    return { ok: bearer };
  }

  private heard(change: Change | 'anything'): void {
    if (change === 'anything') this.remembered.forgetAll();
    else if (change.topic === 'tenant' || change.topic === 'api_key') this.remembered.forget(change.tenantId);
  }
}

/** A client without a token: it names a key, and proves nothing. */
export const unsignedClient = ({ id, tenant }: NamedClient): DevicePrincipal => ({
  kind: 'device',
  tenant,
  credential: { kind: 'client_id', id, fingerprint: null },
  sees: { rows: 'none' },
  signedUser: null,
  expiresAtSeconds: null,
});
