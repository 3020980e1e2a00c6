import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import type { Sealer } from '../../crypto/seal.js';
import type { WriteTransaction } from '../../database/access.js';
import { SEALER } from '../../tenants/sealer.js';
import { seenEveryMs } from '../seen-every.js';
import { confidence, SAME_FROM, thousandths } from './confidence.js';
import { IdentitiesRepository } from './identities.repository.js';
import { lockCore } from './identity-lock.js';
import { rankedIdentities, type RankedIdentity } from './identity-ranking.js';
import { fingerprintOfSignals, readSignals, type ReadSignals, type Signals } from './signals.js';

export interface Sighting {
  readonly signals: Signals;
  /** Identity that the client says it is; any text, null where it says none. */
  readonly named: string | null;
  /** As `addressDigest` makes it. */
  readonly address: string;
  readonly nowMs: number;
}

export interface MatchedIdentity {
  readonly identityId: string;
  /** Thousandths. Of a new identity: how much its signals say. */
  readonly confidence: number;
  readonly fingerprint: string;
}

/** Tells a tenant's machines from each other by their signals (contract 4, "Model"). */
@Injectable()
export class IdentityMatches {
  constructor(
    @Inject(IdentitiesRepository) private readonly identities: IdentitiesRepository,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  /** The fingerprint that {@link resolve} answers, without the database. */
  fingerprintOf(tenantId: string, signals: Signals): string {
    return fingerprintOfSignals(this.sealer, tenantId, signals);
  }

  /**
   * The identity that is this machine, or a new one; its row stays until the transaction ends. At most once in a transaction,
   * and before other identities are locked. What it reads does not grow with the tenant's identities.
   */
  async resolve(
    transaction: WriteTransaction,
    tenantId: string,
    { signals, named, address, nowMs }: Sighting,
  ): Promise<MatchedIdentity> {
    const read = readSignals(this.sealer, tenantId, signals, address);
    const { fingerprint, core, digests } = read;
    const mayMatch = confidence(digests, digests) >= SAME_FROM;
    if (mayMatch || named !== null) {
      const found = await this.recognise(transaction, tenantId, { read, named, nowMs });
      if (found !== null) return found;
    }
    if (mayMatch && (await lockCore(transaction, core))) {
      // Another request with the same new machine may have been ahead.
      const found = await this.recognise(transaction, tenantId, { read, named, nowMs });
      if (found !== null) return found;
    }
    const identityId = newId();
    await this.identities.insert(
      transaction,
      { tenantId, id: identityId, createdAt: nowMs, lastSeenAt: nowMs },
      { tenantId, identityId, fingerprint, core, signals: digests, lastSeenAt: nowMs },
    );
    return { identityId, confidence: thousandths(confidence(digests, digests)), fingerprint };
  }

  private async recognise(
    transaction: WriteTransaction,
    tenantId: string,
    seen: { readonly read: ReadSignals; readonly named: string | null; readonly nowMs: number },
  ): Promise<MatchedIdentity | null> {
    const { read, named, nowMs } = seen;
    const { fingerprint } = read;
    const candidates = await this.identities.findCandidates(transaction, tenantId, { ...read, named });
    for (const candidate of rankedIdentities(read, named, candidates)) {
      if (await this.keep(transaction, tenantId, candidate, { read, nowMs }))
        return {
          identityId: candidate.identityId,
          confidence: thousandths(candidate.confidence),
          fingerprint,
        };
    }
    return null;
  }

  /** False where it was removed meanwhile. */
  private async keep(
    transaction: WriteTransaction,
    tenantId: string,
    { identityId, seenSoAt }: RankedIdentity,
    { read, nowMs }: { readonly read: ReadSignals; readonly nowMs: number },
  ): Promise<boolean> {
    if (seenSoAt !== null && nowMs - seenSoAt < seenEveryMs)
      return this.identities.hold(transaction, tenantId, identityId);
    if (!(await this.identities.see(transaction, tenantId, identityId, nowMs))) return false;
    const { fingerprint, core, digests } = read;
    const row = { tenantId, identityId, fingerprint, core, signals: digests, lastSeenAt: nowMs };
    await this.identities.keepFingerprint(transaction, row);
    return true;
  }
}
