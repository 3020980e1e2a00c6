import { setImmediate as turn } from 'node:timers/promises';
import { Clock } from '../../src/common/clock.js';

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** A clock and its timers that stand still until the test lets time pass. */
export class OwnedTime extends Clock {
  #now = Date.UTC(2026, 0, 1);
  #waiting: Waiting[] = [];

  override nowMs(): number {
    return this.#now;
  }

  readonly timers = (delayMs: number, run: () => void): (() => void) => {
    const waiting = { at: this.#now + delayMs, run };
    this.#waiting.push(waiting);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    };
  };

  get pending(): number {
    return this.#waiting.length;
  }

  /** Lets time pass, running each timer at its instant and what it set going right after it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await turn();
    for (let next = this.#nextBy(until); next !== undefined; next = this.#nextBy(until)) {
      const due = next;
      this.#waiting = this.#waiting.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
      await turn();
    }
    this.#now = until;
    await turn();
  }

  #nextBy(until: number): Waiting | undefined {
    return this.#waiting.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  }
}
