import { LRUCache } from 'lru-cache';
import { minuteMs } from '../../common/time-spans.js';

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * minuteMs;

interface Pause {
  readonly pauseMs: number;
  readonly until: number;
}

/**
 * What a fetch was made for without finding it: kids that no set held, keys that a fetch did not replace.
 *
 * Each may cause a fetch again after 30 s, and after twice as long each further time, up to 10 minutes: an old token
 * that some client sends for ever does not use up the one refetch that a new key needs. Bounded: the least recently
 * asked is forgotten.
 */
export class AskedInVain {
  readonly #pauses: LRUCache<string, Pause>;

  constructor(most: number) {
    this.#pauses = new LRUCache({ max: most });
  }

  mayAsk(what: string, now: number): boolean {
    const pause = this.#pauses.get(what);
    return pause === undefined || now >= pause.until;
  }

  remember(what: string, now: number): void {
    const before = this.#pauses.get(what);
    const pauseMs = before === undefined ? FIRST_PAUSE_MS : Math.min(before.pauseMs * 2, LONGEST_PAUSE_MS);
    this.#pauses.set(what, { pauseMs, until: now + pauseMs });
  }

  forgetAll(): void {
    this.#pauses.clear();
  }

  get size(): number {
    return this.#pauses.size;
  }
}
