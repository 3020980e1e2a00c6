import type { Timers } from './timers.js';

export interface DueLoopOptions {
  /** Works off some of what is due; answers whether there is more to do at once. */
  readonly round: () => Promise<boolean>;
  /** Told once of a failure, and again only after a round went well. */
  readonly failed: (error: unknown) => void;
  readonly timers: Timers;
  readonly nowMs: () => number;
  /** Between two looks when nothing is due; a second by default. */
  readonly everyMs?: number;
}

/** To the first look, and from a look that failed to the next, where looks are not more frequent anyway. */
const soonMs = 1_000;
/** Between two rounds of a backlog as long as the round took, within these: at least half of the time is left to requests. */
const shortestPauseMs = 5;
const longestPauseMs = 250;
/** How long a round may keep a server that is told to end: a database that never answers must not. */
const patienceMs = 5_000;

/** Looks for what is due, each second unless told otherwise, one round at a time, and works off a backlog with pauses. */
export class DueLoop {
  #callOff: (() => void) | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #failing = false;

  readonly #everyMs: number;
  readonly #soonMs: number;

  constructor(private readonly options: DueLoopOptions) {
    this.#everyMs = options.everyMs ?? soonMs;
    this.#soonMs = Math.min(this.#everyMs, soonMs);
  }

  start(): void {
    if (!this.#stopped && this.#callOff === null) this.#next(this.#soonMs);
  }

  /** No round begins any more. Resolves when the running one has ended, after 5 s at the latest. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    let callOff = (): void => undefined;
    const impatient = new Promise<void>((resolve) => {
      callOff = this.options.timers(patienceMs, resolve);
    });
    await Promise.race([this.#running, impatient]);
    callOff();
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
    const pause = Math.min(Math.max(took, shortestPauseMs), longestPauseMs);
    this.#next(more ? pause : this.#failing ? this.#soonMs : this.#everyMs);
  }
}
