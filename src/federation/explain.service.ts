import { Injectable } from '@nestjs/common';
import { readCompactJws, type CompactJws } from '../crypto/compact-jws.js';
import { isNearKid, isNearMiss } from '../tenants/issuer-canonical.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { describeTimes } from './describe-times.js';
import { FederationService, type Candidate } from './federation.service.js';
import { publicCodeOf, type RejectionReason } from './rejection.js';
import { adviceOn } from './rejection-advice.js';
import type { VerifiedToken } from './verified-token.js';

/** One step of the way a token goes, in the order the server goes it. */
export interface ExplainedStep {
  readonly step: string;
  readonly passed: boolean;
  /** What was found; never a secret, never the token. */
  readonly found: string;
}

export interface Explanation {
  readonly steps: readonly ExplainedStep[];
  /** What the token proves; users are looked up by whoever asks. */
  readonly verified?: { readonly candidate: Candidate; readonly token: VerifiedToken };
  readonly refused?: {
    readonly reason: RejectionReason;
    readonly publicCode: string;
    readonly means: string;
    readonly todo: string;
    /** Configurations whose issuer or kid differs only in what people overlook. */
    readonly nearMisses: readonly string[];
  };
}

const claimReasons = /^(exp|nbf|iat|audience)_|^(expired|not_active|issued_in_future|too_old)$/;

/** Walks through what the server would decide about a bearer token, by asking the very functions that decide. */
@Injectable()
export class ExplainService {
  constructor(private readonly federation: FederationService) {}

  /** `all` are the configurations among which near misses are looked for. */
  async explain(token: string, all: readonly JwtConfiguration[]): Promise<Explanation> {
    const steps: ExplainedStep[] = [];
    const pass = (step: string, found: string) => steps.push({ step, passed: true, found });
    const fail = (step: string, reason: RejectionReason, nearMisses: readonly string[] = []): Explanation => {
      const { means, todo } = adviceOn(reason);
      steps.push({ step, passed: false, found: means });
      return { steps, refused: { reason, publicCode: publicCodeOf(reason), means, todo, nearMisses } };
    };

    const reading = readCompactJws(token);
    if ('refused' in reading) return fail('form', reading.detail);
    pass('form', `three parts, ${token.length} characters, header and payload are JSON objects`);
    const selection = await this.federation.select(token);
    if ('refused' in selection)
      return fail('strategy', selection.refused.reason, nearMissesOf(reading.ok, all));
    const candidate = selection.ok;
    pass('strategy', describeChoice(candidate));
    pass('algorithm', `${candidate.algorithm}, as the configuration says`);
    const proof = await this.federation.prove(candidate);
    if ('refused' in proof) {
      const { reason } = proof.refused;
      if (!claimReasons.test(reason)) return fail(reason === 'signature_wrong' ? 'signature' : 'key', reason);
      pass('signature', 'made with the configured key');
      return fail('claims', reason);
    }
    pass('signature', 'made with the configured key');
    pass('claims', describeTimes(proof.ok));
    return { steps, verified: { candidate, token: proof.ok } };
  }
}

function describeChoice({ strategy, configuration, tenant, kid, issuer }: Candidate): string {
  const by = strategy === 'key_set' ? `issuer ${JSON.stringify(issuer)} → its JWK Set, then kid` : 'kid';
  return `${by} ${JSON.stringify(kid)} → configuration ${configuration.id} of tenant ${tenant.slug}`;
}

function nearMissesOf({ header, payload, kid }: CompactJws, all: readonly JwtConfiguration[]): string[] {
  const issuer = header['iss'] ?? payload['iss'];
  return all.flatMap(({ id, issuer: configured, mode }) => [
    ...(typeof issuer === 'string' && configured !== null && isNearMiss(issuer, configured)
      ? [
          `configuration ${id} has issuer ${JSON.stringify(configured)}, the token says ${JSON.stringify(issuer)}`,
        ]
      : []),
    ...('ok' in kid && mode === 'held' && isNearKid(kid.ok, id)
      ? [`configuration ${JSON.stringify(id)} is not kid ${JSON.stringify(kid.ok)}`]
      : []),
  ]);
}
