import type { FetchFailure } from './fetch-key-set.js';

interface KeySetEvent {
  readonly tenantId: string;
  readonly configurationId: string;
}

export interface FetchEvent extends KeySetEvent {
  readonly result: 'changed' | 'unchanged' | 'not_modified' | FetchFailure;
  /** `search` was caused by an unknown kid or a bad signature. */
  readonly cause: FetchCause;
  readonly durationMs: number;
}

export type FetchCause = 'first_use' | 'refresh' | 'search';

export interface StaleUseEvent extends KeySetEvent {
  readonly pastItsTimeMs: number;
  readonly reason: FetchFailure | undefined;
  /** True for the first use since a fetch last succeeded: worth one warning, where each use is worth a count. */
  readonly first: boolean;
}

/** What metrics and logs learn about key sets. Called synchronously; must not throw. */
export interface KeySetObserver {
  fetched(event: FetchEvent): void;
  usedPastItsTime(event: StaleUseEvent): void;
}

export const nobody: KeySetObserver = { fetched: () => undefined, usedPastItsTime: () => undefined };
