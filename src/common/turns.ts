import { Injectable } from '@nestjs/common';

/** How long a request waits for those before it; then it goes on, for the database decides anyway. */
const patienceMs = 2_000;

/** What is done in a turn. */
export interface Turn<T> {
  /** Throws where it is plain already that the work would fail. Asked of whoever has others before them still, all at once. Left out where nothing tells. */
  readonly look?: () => Promise<void>;
  readonly work: () => Promise<T>;
}

/**
 * Requests of this process that want the same thing go one after the other, so that five hundred rivals for one row do
 * not sit on every connection of the pool while they wait for it. A courtesy, not the rule: that is the database's.
 */
@Injectable()
export class Turns {
  /** By key, the end of the turn that came last. */
  private readonly tails = new Map<string, Promise<void>>();
  /** By key, the end of the turn whose work runs. */
  private readonly running = new Map<string, Promise<void>>();

  /**
   * Does the work when whoever came before on any of the keys has ended. Those who have to wait on look when the work that ran as
   * they came has ended, and go where it has left them nothing.
   */
  async run<T>(keys: readonly string[], { look, work }: Turn<T>): Promise<T> {
    const ahead = keys.flatMap((key) => this.tails.get(key) ?? []);
    const now = keys.flatMap((key) => this.running.get(key) ?? []);
    const { promise: tail, resolve: end } = promised();
    for (const key of keys) this.tails.set(key, tail);
    try {
      if (ahead.length > 0) {
        await endOf(now);
        const others = ahead.filter((turn) => !now.includes(turn));
        // Whoever comes next finds in the work what a look would tell.
        if (others.length > 0) {
          await look?.();
          await endOf(others);
        }
      }
      for (const key of keys) this.running.set(key, tail);
      return await work();
    } finally {
      // Whoever goes early leaves their place to those before them, for whom the ones behind still wait.
      void Promise.all(ahead).then(() => {
        end();
        this.leave(keys, tail);
      });
    }
  }

  private leave(keys: readonly string[], tail: Promise<void>): void {
    for (const key of keys) {
      if (this.tails.get(key) === tail) this.tails.delete(key);
      if (this.running.get(key) === tail) this.running.delete(key);
    }
  }
}

function promised(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function endOf(turns: readonly Promise<void>[]): Promise<void> {
  if (turns.length === 0) return;
  // Not the timer that a signal ends: that makes an error with its stack for each that is not needed.
  const { promise: patience, resolve: giveUp } = promised();
  const timer = setTimeout(giveUp, patienceMs).unref();
  await Promise.race([Promise.all(turns), patience]);
  clearTimeout(timer);
}
