import { confidence, SAME_FROM, type ValueDigests } from './confidence.js';
import type { ReadSignals } from './signals.js';

/** How an identity looked once. */
export interface KnownLook {
  readonly identityId: string;
  readonly fingerprint: string;
  readonly signals: ValueDigests;
  /** Unix milliseconds. */
  readonly lastSeenAt: number;
}

export interface RankedIdentity {
  readonly identityId: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** When it looked exactly so last; null where it never did. */
  readonly seenSoAt: number | null;
}

/**
 * The identities that these signals may be of, the surest first; of equals the one that the client names, then the one seen
 * last. One is believed from {@link SAME_FROM} on. Where signals say too little for that, a client that names its identity
 * is believed as long as all of them are the same.
 */
export function rankedIdentities(
  { digests, fingerprint }: Pick<ReadSignals, 'digests' | 'fingerprint'>,
  named: string | null,
  looks: readonly KnownLook[],
): readonly RankedIdentity[] {
  const believed = looks
    .map((look) => {
      const { identityId, signals, lastSeenAt } = look;
      const isNamed = identityId === named;
      const isSame = look.fingerprint === fingerprint;
      const sure = confidence(digests, signals, { isNamed });
      return { identityId, confidence: sure, isNamed, isSame, lastSeenAt };
    })
    .filter(({ confidence: sure, isNamed, isSame }) => sure >= SAME_FROM || (isNamed && isSame))
    .sort(
      (one, other) =>
        other.confidence - one.confidence ||
        Number(other.isNamed) - Number(one.isNamed) ||
        other.lastSeenAt - one.lastSeenAt ||
        (one.identityId < other.identityId ? -1 : 1),
    );
  const best = new Map(believed.toReversed().map((one) => [one.identityId, one]));
  const soAt = new Map(
    looks
      .filter((look) => look.fingerprint === fingerprint)
      .map((look) => [look.identityId, look.lastSeenAt]),
  );
  return [...best.values()].toReversed().map(({ identityId, confidence: sure }) => ({
    identityId,
    confidence: sure,
    seenSoAt: soAt.get(identityId) ?? null,
  }));
}
