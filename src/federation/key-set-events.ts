import type { FetchEvent, KeySetObserver, StaleUseEvent } from './key-sets/key-set-observer.js';

/** Hands what happens to key sets to whoever counts or logs it. */
export class KeySetEvents implements KeySetObserver {
  private readonly observers = new Set<KeySetObserver>();

  add(observer: KeySetObserver): void {
    this.observers.add(observer);
  }

  fetched(event: FetchEvent): void {
    for (const observer of this.observers) observer.fetched(event);
  }

  usedPastItsTime(event: StaleUseEvent): void {
    for (const observer of this.observers) observer.usedPastItsTime(event);
  }
}
