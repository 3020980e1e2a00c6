import { Inject, Injectable } from '@nestjs/common';
import type { MintedPrincipal, UserPrincipal } from '../access/principal.js';
import { TokenProver, type ProvenUser } from '../access/token-prover.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { Clock } from '../common/clock.js';
import { fingerprintOf } from '../crypto/fingerprint.js';
import { VerifiedTokens } from '../crypto/verified-tokens.js';
import { FederationService, type Selection, type SignedByApiKey } from '../federation/federation.service.js';
import { KeySetStore } from '../federation/key-sets/key-set-store.js';
import { problemOf } from '../federation/rejection.js';
import type { StandingToken } from '../federation/verified-token.js';
import { MintedTokens } from '../minted-tokens/proof/minted-tokens.js';
import { Bearers, type Bearer } from './bearers.js';
import { HeldKeyStrategy } from './held-key.strategy.js';
import { KeySetStrategy } from './key-set.strategy.js';
import { runStrategy } from './run-strategy.js';
import { RejectedToken, rejectedToken } from './token-request.js';

/**
 * Bearer tokens: remembered ones at once, others through the Passport strategy that `iss` and `kid` choose, or, where `kid` is an
 * API key's, as minted tokens. Only users are proven to whoever asks through the TokenProver.
 */
@Injectable()
export class BearerTokens extends TokenProver {
  readonly remembered: VerifiedTokens<UserPrincipal, StandingToken>;

  constructor(
    @Inject(CONFIGURATION) { tokenCacheSize }: Configuration,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly keySets: KeySetStore,
    private readonly bearers: Bearers,
    private readonly heldKey: HeldKeyStrategy,
    private readonly keySet: KeySetStrategy,
    private readonly minted: MintedTokens,
  ) {
    super();
    this.remembered = new VerifiedTokens(tokenCacheSize);
  }

  /** The caller, where the very token was verified before and everything it stood on still stands. */
  recall(token: string): UserPrincipal | MintedPrincipal | undefined {
    return this.recallBy(fingerprintOf(token));
  }

  /** The caller, user or page. Throws the RejectedToken that says why a token proves nothing. */
  async callerOf(token: string, isSuspect: boolean): Promise<UserPrincipal | MintedPrincipal> {
    const fingerprint = fingerprintOf(token);
    const remembered = this.recallBy(fingerprint);
    if (remembered !== undefined) return remembered;
    const { moment } = this.remembered;
    const selection = await this.federation.select(token);
    // Now that its kind is known, the look-up counts; whoever came at the same time may have had it proven meanwhile.
    if ('refused' in selection && selection.minted !== undefined)
      return this.minted.recall(fingerprint) ?? this.pageOf(selection.minted, fingerprint);
    const bearer =
      this.find(fingerprint) ?? this.verifyFirst(token, { fingerprint, selection, moment, isSuspect });
    return (await bearer).principal;
  }

  /** The user. Throws the RejectedToken that says why a token proves none. */
  async verify(token: string, isSuspect: boolean): Promise<Bearer<UserPrincipal>> {
    const fingerprint = fingerprintOf(token);
    const remembered = this.find(fingerprint);
    if (remembered !== undefined) return remembered;
    const { moment } = this.remembered;
    const selection = await this.federation.select(token);
    return this.verifyFirst(token, { fingerprint, selection, moment, isSuspect });
  }

  override async prove(token: string, isSuspect: boolean): Promise<ProvenUser> {
    try {
      const { principal, verified } = await this.verify(token, isSuspect);
      return {
        principal,
        expiresAtSeconds: verified.times.exp ?? null,
        configurationVersion: verified.configuration.version,
      };
    } catch (error) {
      throw error instanceof RejectedToken ? problemOf(error.rejection) : error;
    }
  }

  /** What is in neither memory is counted nowhere: it may be of either kind. */
  private recallBy(fingerprint: string): UserPrincipal | MintedPrincipal | undefined {
    if (this.minted.remembered.knows(fingerprint)) return this.minted.recall(fingerprint);
    return this.remembered.knows(fingerprint) ? this.find(fingerprint)?.principal : undefined;
  }

  private async pageOf(candidate: SignedByApiKey, fingerprint: string): Promise<MintedPrincipal> {
    const proving = await this.minted.prove(candidate, fingerprint);
    if ('ok' in proving) return proving.ok;
    const { id: configurationId, tenantId } = candidate.apiKey;
    throw rejectedToken({ reason: proving.refused, configurationId, tenantId }, 'minted_token');
  }

  private find(fingerprint: string): Bearer<UserPrincipal> | undefined {
    const entry = this.remembered.find(fingerprint, this.clock.nowMs(), (token) =>
      this.isOfPresentKeySet(token),
    );
    if (entry === undefined) return undefined;
    this.bearers.seen(entry.bearer);
    return { principal: entry.bearer, verified: entry.token };
  }

  /** A token of a JWK Set holds as long as the set that it was verified with. */
  private isOfPresentKeySet({ generation, configuration }: StandingToken): boolean {
    return generation === undefined || this.keySets.touch(configuration.id) === generation;
  }

  private async verifyFirst(
    token: string,
    { fingerprint, selection, moment, isSuspect }: FirstSight,
  ): Promise<Bearer<UserPrincipal>> {
    if ('refused' in selection) throw rejectedToken(selection.refused);
    const strategy = selection.ok.strategy === 'key_set' ? this.keySet : this.heldKey;
    const bearer = await runStrategy<Bearer<UserPrincipal>>(strategy, {
      token,
      fingerprint,
      candidate: { ...selection.ok, isSuspect },
    });
    this.remembered.remember(
      fingerprint,
      { token: bearer.verified, bearer: bearer.principal, tags: tagsOf(bearer) },
      moment,
    );
    return bearer;
  }
}

interface FirstSight {
  readonly fingerprint: string;
  readonly selection: Selection;
  /** Taken before the selection: what it rests on may change meanwhile. */
  readonly moment: number;
  /** Its sender has failed to prove themselves lately. */
  readonly isSuspect: boolean;
}

/** Tokens of keys held here that name an issuer: whose key proves them depends on who else names it. */
export const HELD_KEY_WITH_ISSUER = 'held_key_with_issuer';

/** What ends a remembered token when it changes; see TokenForgetting. */
const tagsOf = ({ principal, verified: { configuration, issuer } }: Bearer<UserPrincipal>): string[] => [
  `jwt_configuration:${configuration.id}`,
  `tenant:${principal.tenant.id}`,
  `user:${principal.user.id}`,
  ...(configuration.mode === 'held' && issuer !== undefined ? [HELD_KEY_WITH_ISSUER] : []),
];
