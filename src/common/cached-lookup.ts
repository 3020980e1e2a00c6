import { LRUCache } from 'lru-cache';

const absent = Symbol('absent');

/**
 * Rows by key for the request path: bounded, absence remembered too, one query for simultaneous askers.
 * A value that was being loaded while something was dropped is answered but not kept.
 */
export class CachedLookup<Value extends object> {
  /** Takes the room of `most` rows at once, so it is made when the first is loaded. */
  private held: LRUCache<string, Value | typeof absent> | undefined;
  private readonly loading = new Map<string, Promise<Value | null>>();
  private generation = 0;

  constructor(
    private readonly load: (key: string) => Promise<Value | null>,
    private readonly most: number,
  ) {}

  /** Answers at once what is held; otherwise a promise. */
  get(key: string): Value | null | Promise<Value | null> {
    const value = this.held?.get(key);
    if (value !== undefined) return value === absent ? null : value;
    return this.loading.get(key) ?? this.fill(key);
  }

  /** What is held, asking nobody; undefined for a remembered absence too. */
  peek(key: string): Value | undefined {
    const value = this.held?.get(key);
    return value === absent ? undefined : value;
  }

  /** Drops what `matches`, and all remembered absences, for the change may have ended them. */
  drop(matches: (value: Value) => boolean): void {
    this.generation += 1;
    this.loading.clear();
    for (const [key, value] of this.held?.entries() ?? []) {
      if (value === absent || matches(value)) this.held?.delete(key);
    }
  }

  clear(): void {
    this.drop(() => true);
  }

  private fill(key: string): Promise<Value | null> {
    const started = this.generation;
    const result = this.load(key)
      .then((value) => {
        if (started === this.generation) this.keep(key, value ?? absent);
        return value;
      })
      .finally(() => {
        if (this.loading.get(key) === result) this.loading.delete(key);
      });
    this.loading.set(key, result);
    return result;
  }

  private keep(key: string, value: Value | typeof absent): void {
    this.held ??= new LRUCache({ max: this.most });
    this.held.set(key, value);
  }
}
