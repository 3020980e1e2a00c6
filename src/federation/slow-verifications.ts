import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { JwsAlgorithm } from '../crypto/algorithms.js';
import { isRefused, type Decision } from '../common/decision.js';
import { FairLanes } from '../common/fair-lanes.js';
import { systemTimers, type Timers } from '../common/timers.js';
import { LowPriorityThread } from '../crypto/low-priority-thread.js';
import { couldBeSigned, verifySignatureOffLoop, type SignedPart } from '../crypto/verify-signature.js';

/** How long a configuration rests after a signature that was wrong: forged ES512 tokens get an eighth of one core, at most. */
export const restMs = 10;
/** Tokens of one configuration that wait at most: with all rests a second. */
export const mostWaiting = 64;
/**
 * Of these, from senders that have failed lately. A request that waits for long is moved to where the engine keeps what lasts, and
 * clearing up there holds everybody up: whoever floods is refused at once.
 */
export const mostSuspects = 8;
/** For how long after a wrong signature all of its configuration are verified when nobody else wants the processor. */
export const leisureMs = 1_000;

/** One processor is left to the event loop, and one thread of libuv's four to whoever looks names up. */
const atOnce = Math.min(Math.max(availableParallelism() - 1, 1), 3);

/** Whose token it is, and what is known of its bearer. */
export interface Claimed {
  readonly configurationId: string;
  /** Its sender has failed to prove themselves lately: goes after those who have not. */
  readonly isSuspect: boolean;
}

/**
 * Signatures that take long to verify (0.1 to 1.5 ms of CPU), off the event loop and in fair turns by configuration, so that
 * whoever forges tokens of one, from however many addresses, slows down no other (contract 7, "Limits"): they wait for each
 * other, and are verified behind everything else that this process does. Refuses where too many of the configuration's wait.
 */
export class SlowVerifications {
  private readonly lanes: FairLanes;
  /** Configurations with a wrong signature within {@link leisureMs}. */
  private readonly failing = new Set<string>();

  constructor(
    private readonly timers: Timers = systemTimers,
    private readonly leisure = new LowPriorityThread(),
  ) {
    this.lanes = new FairLanes({ atOnce, mostWaiting, mostBehind: mostSuspects, timers });
  }

  async verify(
    { configurationId, isSuspect }: Claimed,
    algorithm: JwsAlgorithm,
    key: KeyObject,
    jws: SignedPart,
  ): Promise<Decision<boolean, 'verification_busy'>> {
    if (!couldBeSigned(algorithm, key, jws)) return { ok: false };
    const verified = await this.lanes.run(configurationId, {
      work: () =>
        isSuspect || this.failing.has(configurationId)
          ? this.leisure.verify(algorithm, key, jws)
          : verifySignatureOffLoop(algorithm, key, jws),
      isBehind: isSuspect,
      restMs: (valid) => (valid ? 0 : restMs),
    });
    if (isRefused(verified)) return { refused: 'verification_busy' };
    if (!verified.ok) this.failed(configurationId);
    return verified;
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.leisure.close();
  }

  private failed(configurationId: string): void {
    if (this.failing.has(configurationId)) return;
    this.failing.add(configurationId);
    this.timers(leisureMs, () => this.failing.delete(configurationId));
  }
}
