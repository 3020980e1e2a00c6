import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { isRefused, type Decision } from '../common/decision.js';
import type { JwsAlgorithm } from '../crypto/algorithms.js';
import { checkClaims, type ClaimRules } from '../crypto/claims.js';
import { readCompactJws, type CompactJws } from '../crypto/compact-jws.js';
import { checkHeader, refusalOfShape } from '../crypto/header-rules.js';
import { isSlowToVerify, verifySignature } from '../crypto/verify-signature.js';
import type { ApiKey } from '../tenants/api-key.entity.js';
import { ConfigurationDirectory } from '../tenants/configuration-directory.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { KeyDirectory } from '../tenants/key-directory.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { HeldKeys } from './held-keys.js';
import type { KeyAnswer, KeySetSource } from './key-sets/key-set-answers.js';
import { KeySetStore } from './key-sets/key-set-store.js';
import type { Rejection, RejectionReason } from './rejection.js';
import { SlowVerifications } from './slow-verifications.js';
import {
  chooseStrategy,
  readIdentifiers,
  type StrategyChoice,
  type StrategyFacts,
  type TokenIdentifiers,
} from './strategy-choice.js';
import type { VerifiedToken } from './verified-token.js';

/** A token that was read, and the configuration that is to prove it. Nothing is proven. */
export interface Candidate extends StrategyChoice {
  readonly jws: CompactJws;
  readonly kid: string;
  readonly issuer: string | undefined;
  readonly algorithm: JwsAlgorithm;
  readonly tenant: TenantIdentity;
  /** Its sender has failed to prove themselves lately; such tokens wait longest where there are too many. */
  readonly isSuspect?: boolean;
}

export type Refused = { readonly refused: Rejection };

/** A token that names an API key as its signer: it proves no user, and may prove a page (contract 5). Nothing is proven. */
export interface SignedByApiKey {
  readonly jws: CompactJws;
  /** An active key of a server. */
  readonly apiKey: ApiKey;
}

/** What is to prove a token. A minted one is refused to whoever asks for users. */
export type Selection = { readonly ok: Candidate } | (Refused & { readonly minted?: SignedByApiKey });

const refused = (reason: RejectionReason, configuration?: JwtConfiguration): Refused => ({
  refused: { reason, configurationId: configuration?.id, tenantId: configuration?.tenantId },
});

/**
 * Decides whether a merchant's token proves its bearer (contract 1): strict reading, the strategy from `iss` and `kid`,
 * the one key, the signature, the claims, in this order, so that the dear check comes after all cheap ones.
 */
@Injectable()
export class FederationService {
  constructor(
    private readonly clock: Clock,
    private readonly configurations: ConfigurationDirectory,
    private readonly tenants: TenantDirectory,
    private readonly apiKeys: KeyDirectory,
    private readonly heldKeys: HeldKeys,
    private readonly keySets: KeySetStore,
    private readonly slowVerifications: SlowVerifications,
  ) {}

  /** Reads the token and chooses what is to prove it; no cryptography. */
  async select(token: string): Promise<Selection> {
    const reading = readCompactJws(token);
    if ('refused' in reading) return refused(reading.detail);
    const jws = reading.ok;
    const shape = refusalOfShape(jws.header);
    if (shape !== undefined) return refused(shape);
    const identifiers = readIdentifiers(jws);
    if (isRefused(identifiers)) return refused(identifiers.refused);
    const { issuer, kid } = identifiers.ok;
    const ofIssuer = issuer === undefined ? null : this.configurations.findByIssuer(issuer);
    const ofKid = this.configurations.findById(kid);
    const facts = {
      ofIssuer: (ofIssuer instanceof Promise ? await ofIssuer : ofIssuer)?.configurations ?? [],
      ofKid: ofKid instanceof Promise ? await ofKid : ofKid,
    };
    const apiKey = await this.apiKeyOf(kid, facts);
    const choice = chooseStrategy(identifiers.ok, { ...facts, kidIsApiKey: apiKey !== null });
    if (isRefused(choice))
      return {
        ...refused(choice.refused, facts.ofKid ?? undefined),
        ...(choice.refused === 'kid_is_api_key' && apiKey !== null && { minted: { jws, apiKey } }),
      };
    return this.candidateOf(jws, identifiers.ok, choice.ok);
  }

  /** Verifies with the key held here: the current one, and during a rotation's overlap the previous one. */
  async proveByHeldKey(candidate: Candidate): Promise<Decision<VerifiedToken, never> | Refused> {
    const { configuration } = candidate;
    const keys = this.heldKeys.keysOf(configuration);
    if (keys === null) return refused('configuration_broken', configuration);
    for (const { key, until } of keys) {
      if (until !== undefined && until <= this.clock.nowMs()) continue;
      const verified = await this.isSignedWith(key, candidate);
      if (verified === 'busy') return busy(configuration);
      if (verified) return this.checked(candidate, until, undefined);
    }
    return refused('signature_wrong', configuration);
  }

  /** Verifies with the one key of the issuer's set; after a bad signature once more with the key now under that kid. */
  async proveByKeySet(candidate: Candidate): Promise<Decision<VerifiedToken, never> | Refused> {
    const { configuration, algorithm, kid } = candidate;
    const source = keySetSourceOf(configuration);
    let answer =
      this.keySets.held(source, kid, algorithm) ?? (await this.keySets.keyFor(source, kid, algorithm));
    for (let attempt = 1; ; attempt += 1) {
      if (!('ok' in answer)) return keyRefused(answer, attempt, configuration);
      const { key } = answer.ok;
      const verified = await this.isSignedWith(key, candidate);
      if (verified === 'busy') return busy(configuration);
      if (verified) return this.checked(candidate, undefined, answer.generation);
      if (attempt === 2) return refused('signature_wrong', configuration);
      answer = await this.keySets.afterBadSignature(source, kid, algorithm, key);
    }
  }

  /** The whole way, for callers that are not a Passport strategy. */
  async prove(candidate: Candidate): Promise<Decision<VerifiedToken, never> | Refused> {
    return candidate.strategy === 'key_set' ? this.proveByKeySet(candidate) : this.proveByHeldKey(candidate);
  }

  /** The server's key of that id; asked only where no configuration answers to the kid. A widget key signs nothing. */
  private async apiKeyOf(
    kid: string,
    { ofIssuer, ofKid }: Omit<StrategyFacts, 'kidIsApiKey'>,
  ): Promise<ApiKey | null> {
    if (ofKid !== null || ofIssuer.some(({ mode, enabled }) => mode === 'jwks' && enabled)) return null;
    const key = this.apiKeys.heldById(kid) ?? (await this.apiKeys.findActiveById(kid));
    return key?.type === 'api' ? key : null;
  }

  private async candidateOf(
    jws: CompactJws,
    { kid, issuer }: TokenIdentifiers,
    choice: StrategyChoice,
  ): Promise<{ readonly ok: Candidate } | Refused> {
    const { configuration } = choice;
    const expected =
      choice.strategy === 'key_set' ? (configuration.algorithms ?? []) : (configuration.algorithm ?? []);
    const header = checkHeader(jws.header, expected);
    if ('refused' in header) return refused(header.refused, configuration);
    const held = this.tenants.findById(configuration.tenantId);
    const tenant = held instanceof Promise ? await held : held;
    if (tenant === null) return refused('configuration_broken', configuration);
    return { ok: { ...choice, jws, kid, issuer, algorithm: header.ok, tenant } };
  }

  /** Slow verifications go off the event loop and wait for their turn, or find too many before them. */
  private isSignedWith(key: KeyObject, candidate: Candidate): boolean | Promise<boolean | 'busy'> {
    const { algorithm, jws, configuration, isSuspect = false } = candidate;
    if (!isSlowToVerify(algorithm, key)) return verifySignature(algorithm, key, jws);
    const claimed = { configurationId: configuration.id, isSuspect };
    return this.slowVerifications
      .verify(claimed, algorithm, key, jws)
      .then((verified) => (isRefused(verified) ? 'busy' : verified.ok));
  }

  private checked(
    candidate: Candidate,
    keyUntil: number | undefined,
    generation: number | undefined,
  ): Decision<VerifiedToken, never> | Refused {
    const { configuration, tenant, jws, issuer } = candidate;
    const rules = claimRulesOf(configuration, tenant);
    const times = checkClaims(jws.payload, rules, this.clock.nowMs());
    if ('refused' in times) return refused(times.refused, configuration);
    return {
      ok: { configuration, issuer, claims: jws.payload, times: times.ok, rules, keyUntil, generation },
    };
  }
}

/** Those who wait are done within a second. */
const busyForSeconds = 1;

const busy = ({ id, tenantId }: JwtConfiguration): Refused => ({
  refused: {
    reason: 'verification_busy',
    configurationId: id,
    tenantId,
    retryAfterSeconds: busyForSeconds,
  },
});

/** The policy of a configuration over its tenant's. */
export const claimRulesOf = (configuration: JwtConfiguration, tenant: TenantIdentity): ClaimRules => ({
  clockToleranceSeconds: configuration.clockToleranceSeconds ?? tenant.settings.clock_tolerance_s,
  requireExp: configuration.requireExp,
  maxTokenAgeSeconds: configuration.maxTokenAgeSeconds ?? undefined,
  audience: configuration.audience ?? undefined,
});

export const keySetSourceOf = (configuration: JwtConfiguration): KeySetSource => ({
  configurationId: configuration.id,
  version: configuration.version,
  tenantId: configuration.tenantId,
  jwksUri: configuration.jwksUri ?? '',
  algorithms: configuration.algorithms ?? [],
});

function keyRefused(
  answer: Exclude<KeyAnswer, { ok: unknown }>,
  attempt: number,
  configuration: JwtConfiguration,
): Refused {
  // Once a signature was wrong, what the second look finds does not change the verdict.
  if (attempt > 1) return refused('signature_wrong', configuration);
  if ('unavailable' in answer) {
    const { retryAfterSeconds } = answer.unavailable;
    return {
      refused: {
        reason: 'keys_unavailable',
        configurationId: configuration.id,
        tenantId: configuration.tenantId,
        retryAfterSeconds,
      },
    };
  }
  return refused(answer.refused === 'ambiguous_kid' ? 'key_ambiguous' : 'key_unknown', configuration);
}
