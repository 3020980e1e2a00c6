import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** How long a request waits for those before it; then it goes on, for the database decides anyway. */
const patienceMs = 2_000;

/**
 * Requests of this process that want the same thing go one after the other, so that five hundred rivals for one slot do
 * not sit on every connection of the pool while they wait for one row. A courtesy, not the rule: that is the database's.
 */
@Injectable()
export class ResourceTurns {
  private readonly tails = new Map<string, Promise<void>>();

  /** Runs the work when whoever came before on any of the keys has ended; `hadRivals` says whether there was anybody. */
  async run<T>(keys: readonly string[], work: (hadRivals: boolean) => Promise<T>): Promise<T> {
    const ahead = keys.flatMap((key) => this.tails.get(key) ?? []);
    let end: () => void = () => undefined;
    const tail = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (const key of keys) this.tails.set(key, tail);
    try {
      if (ahead.length > 0) await endOf(ahead);
      return await work(ahead.length > 0);
    } finally {
      end();
      for (const key of keys) if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}

async function endOf(ahead: readonly Promise<void>[]): Promise<void> {
  const stop = new AbortController();
  const patience = sleep(patienceMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  await Promise.race([Promise.all(ahead), patience]);
  stop.abort();
}
