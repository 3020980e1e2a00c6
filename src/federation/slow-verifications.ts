import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { JwsAlgorithm } from '../crypto/algorithms.js';
import { isRefused, type Decision } from '../common/decision.js';
import { FairLanes } from '../common/fair-lanes.js';
import { systemTimers, type Timers } from '../common/timers.js';
import { couldBeSigned, verifySignatureOffLoop, type SignedPart } from '../crypto/verify-signature.js';

/** How long a configuration rests after a signature that was wrong: forged ES512 tokens get an eighth of one core, at most. */
export const restMs = 10;
/** Tokens of one configuration that wait at most: with all rests a second. */
export const mostWaiting = 64;

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
 * whoever forges tokens of one, from however many addresses, slows down no other (contract 7, "Limits"). Refuses where too many
 * of the configuration's wait.
 */
export class SlowVerifications {
  private readonly lanes: FairLanes;

  constructor(timers: Timers = systemTimers) {
    this.lanes = new FairLanes({ atOnce, mostWaiting, timers });
  }

  async verify(
    { configurationId, isSuspect }: Claimed,
    algorithm: JwsAlgorithm,
    key: KeyObject,
    jws: SignedPart,
  ): Promise<Decision<boolean, 'verification_busy'>> {
    if (!couldBeSigned(algorithm, key, jws)) return { ok: false };
    const verified = await this.lanes.run(configurationId, {
      work: () => verifySignatureOffLoop(algorithm, key, jws),
      isBehind: isSuspect,
      restMs: (valid) => (valid ? 0 : restMs),
    });
    return isRefused(verified) ? { refused: 'verification_busy' } : verified;
  }
}
