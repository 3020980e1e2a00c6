const firstMs = 10_000;
const longestMs = 600_000;

interface Failing {
  readonly againAt: number;
  readonly waitMs: number;
}

/** What failed is left alone for a while, longer each time, so that it does not stand in the way of the rest. Bounded. */
export class PutOff {
  readonly #failing = new Map<string, Failing>();

  constructor(private readonly atMost = 1_000) {}

  get size(): number {
    return this.#failing.size;
  }

  has(id: string, nowMs: number): boolean {
    const failing = this.#failing.get(id);
    return failing !== undefined && failing.againAt > nowMs;
  }

  /** Answers whether it is the first failure of this one that is remembered. */
  add(id: string, nowMs: number): boolean {
    const before = this.#failing.get(id);
    const waitMs = before === undefined ? firstMs : Math.min(before.waitMs * 2, longestMs);
    this.#failing.delete(id);
    this.#failing.set(id, { againAt: nowMs + waitMs, waitMs });
    const [oldest] = this.#failing.keys();
    if (this.#failing.size > this.atMost && oldest !== undefined) this.#failing.delete(oldest);
    return before === undefined;
  }

  forget(id: string): void {
    this.#failing.delete(id);
  }
}
