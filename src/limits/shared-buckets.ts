import { LocalBuckets } from './buckets.js';
import { windowMs } from './token-bucket.js';

/** What this process spent of one bucket since it last told. */
export interface Spending {
  readonly key: string;
  readonly spentMs: number;
}

/** Less than a second's worth is not told of: most callers never come near their limit, and cost no row. */
export const worthTellingMs = windowMs / 60;

/**
 * Buckets that count here at once, and beside it gather what is to be told to the other processes. What they answer replaces what
 * was counted here. Whoever is unknown to this process finds a full bucket until they have spent what is worth telling.
 */
export class SharedBuckets extends LocalBuckets {
  /** Of buckets that are held. */
  private readonly untold = new Map<string, number>();
  /** Keys of which enough is untold, longest due first. */
  private readonly due = new Set<string>();

  protected override noteSpent(key: string, spentMs: number): void {
    const sum = (this.untold.get(key) ?? 0) + spentMs;
    this.untold.set(key, sum);
    if (sum >= worthTellingMs) this.due.add(key);
  }

  protected override noteForgotten(key: string): void {
    this.untold.delete(key);
    this.due.delete(key);
  }

  /** What is worth telling, `most` at most; from here on it counts as told. */
  collect(most: number): Spending[] {
    const collected: Spending[] = [];
    for (const key of this.due) {
      if (collected.length >= most) break;
      this.due.delete(key);
      const spentMs = this.untold.get(key);
      if (spentMs === undefined) continue;
      this.untold.delete(key);
      collected.push({ key, spentMs });
    }
    return collected;
  }

  /** All processes together have spent this much of the bucket as of `atMs` of this process's clock. What was spent here since is added. */
  takeOver({ key, spentMs }: Spending, atMs: number): void {
    this.held.set(key, { spentMs: spentMs + (this.untold.get(key) ?? 0), atMs });
  }

  /**
   * What was collected could not be told. What has flowed back into the bucket meanwhile need never be: a database that comes back
   * after an hour is not told of an hour.
   */
  giveBack(spendings: readonly Spending[], nowMs: number): void {
    for (const { key, spentMs } of spendings) {
      const sum = Math.min(spentMs + (this.untold.get(key) ?? 0), this.bucketAt(key, nowMs).spentMs);
      this.untold.delete(key);
      if (sum > 0) this.noteSpent(key, sum);
    }
  }
}
