import { randomInt } from 'node:crypto';

/** Chance, injected so that tests can decide what falls. Not for secrets. */
export abstract class Chance {
  /** Evenly spread in [0, 1). */
  abstract fraction(): number;
}

const steps = 2 ** 47;

export class SystemChance extends Chance {
  override fraction(): number {
    return randomInt(steps) / steps;
  }
}
