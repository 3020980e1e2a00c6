import type { Timers } from '../common/timers.js';

interface DueLoopOptions {
  /** Works off some of what is due; answers whether there is more to do at once. */
  readonly round: () => Promise<boolean>;
  /** Told once of a failure, and again only after a round went well. */
  readonly failed: (error: unknown) => void;
  readonly timers: Timers;
  readonly nowMs: () => number;
}

/** Between two looks when nothing is due. */
const everyMs = 1_000;
/** Between two rounds of a backlog as long as the round took, within these: at least half of the time is left to requests. */
const shortestPauseMs = 5;
const longestPauseMs = 250;

/** Looks for what is due each second, one round at a time, and works off a backlog with pauses. */
export class DueLoop {
  #callOff: (() => void) | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #failing = false;

  constructor(private readonly options: DueLoopOptions) {}

  start(): void {
    if (!this.#stopped && this.#callOff === null) this.#next(everyMs);
  }

  /** Resolves when no round is running any more, and none will. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    await this.#running;
  }

  #next(delayMs: number): void {
    if (this.#stopped) return;
    this.#callOff = this.options.timers(delayMs, () => {
      this.#running = this.#round();
    });
  }

  async #round(): Promise<void> {
    const { round, failed, nowMs } = this.options;
    const startedAt = nowMs();
    let more = false;
    try {
      more = await round();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) failed(error);
      this.#failing = true;
    }
    const took = nowMs() - startedAt;
    this.#next(more ? Math.min(Math.max(took, shortestPauseMs), longestPauseMs) : everyMs);
  }
}
