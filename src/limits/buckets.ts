import { LRUCache } from 'lru-cache';
import { fullBucket, lookInto, refilled, spent, type Bucket, type Found } from './token-bucket.js';

/**
 * Buckets by key. Answers at once: an implementation that shares its counts between processes exchanges them beside
 * the request, for no request waits for another machine to learn whether it may come in.
 */
export abstract class Buckets {
  /** Takes a token where there is one, and answers what is left. */
  abstract take(key: string, perMinute: number, nowMs: number): Found;
  /** Looks without taking. */
  abstract look(key: string, perMinute: number, nowMs: number): Found;
  /** Takes a token, or what is left of one. */
  abstract drain(key: string, perMinute: number, nowMs: number): void;
}

/** Buckets of this process: bounded, and the one that was used longest ago is taken for full. */
export class LocalBuckets extends Buckets {
  private made: LRUCache<string, Bucket> | undefined;

  constructor(private readonly most = 100_000) {
    super();
  }

  get size(): number {
    return this.made?.size ?? 0;
  }

  /** There from the first caller on: room for all is taken at once, and a limit may be off. */
  protected get held(): LRUCache<string, Bucket> {
    return (this.made ??= new LRUCache({
      max: this.most,
      dispose: (_bucket, key, reason) => {
        if (reason === 'evict') this.noteForgotten(key);
      },
    }));
  }

  override take(key: string, perMinute: number, nowMs: number): Found {
    const bucket = this.bucketAt(key, nowMs);
    const found = lookInto(bucket, perMinute);
    if (!found.allowed) {
      this.held.set(key, bucket);
      return found;
    }
    return { ...lookInto(this.spend(key, bucket, perMinute), perMinute), allowed: true, waitMs: 0 };
  }

  override look(key: string, perMinute: number, nowMs: number): Found {
    return lookInto(this.bucketAt(key, nowMs), perMinute);
  }

  override drain(key: string, perMinute: number, nowMs: number): void {
    this.spend(key, this.bucketAt(key, nowMs), perMinute);
  }

  /** What was spent of a bucket just now; 0 where nothing was left of it. */
  protected noteSpent(_key: string, _spentMs: number): void {
    // Nobody else is to know.
  }

  /** A bucket that was used longest ago made room. */
  protected noteForgotten(_key: string): void {
    // Nobody else knows of it.
  }

  private spend(key: string, bucket: Bucket, perMinute: number): Bucket {
    const after = spent(bucket, perMinute);
    this.held.set(key, after);
    this.noteSpent(key, after.spentMs - bucket.spentMs);
    return after;
  }

  protected bucketAt(key: string, nowMs: number): Bucket {
    const bucket = this.held.get(key);
    if (bucket === undefined) return { ...fullBucket, atMs: nowMs };
    const now = refilled(bucket, nowMs);
    // A clock that was set back: from here on time flows for this bucket again.
    if (nowMs < bucket.atMs) this.held.set(key, now);
    return now;
  }
}
