import type { FetchFailure } from './fetch-key-set.js';
import type { HeldCopy } from './held-copy.js';
import type { KeySetSource } from './key-set-answers.js';
import type { KeySetKey, SkippedKey } from './key-set-reader.js';

/** What operators and metrics see of one key set. Instants are Unix milliseconds. */
export interface KeySetDescription extends KeySetHistory {
  readonly tenantId: string;
  readonly configurationId: string;
  readonly jwksUri: string;
  /** `expired`: past its time; it may still serve while fetching fails, until `staleUntil`. */
  readonly state: 'not_held' | 'fresh' | 'expired' | 'unusable';
  /** Since the issuer last confirmed the copy; `undefined` where none is held, as for the next two. */
  readonly ageMs: number | undefined;
  readonly expiresAt: number | undefined;
  readonly staleUntil: number | undefined;
  readonly keys: readonly KeyDescription[];
  readonly skipped: readonly SkippedKey[];
}

export type KeyDescription = Pick<KeySetKey, 'kid' | 'kty' | 'curve' | 'algorithms'>;

export interface KeySetHistory {
  readonly lastAttemptAt: number | undefined;
  readonly lastFailure: { readonly reason: FetchFailure; readonly at: number } | undefined;
  readonly failuresInARow: number;
  /** Uses of the copy past its time since the process started. */
  readonly staleUses: number;
  readonly fetching: boolean;
}

export function describeKeySet(
  source: KeySetSource,
  copy: HeldCopy | undefined,
  now: number,
  history: KeySetHistory,
): KeySetDescription {
  const { tenantId, configurationId, jwksUri } = source;
  return {
    tenantId,
    configurationId,
    jwksUri,
    state: stateOf(copy, now),
    ageMs: copy === undefined ? undefined : now - copy.confirmedAt,
    expiresAt: copy?.expiresAt,
    staleUntil: copy?.staleUntil,
    keys: (copy?.keys ?? []).map(describeKey),
    skipped: copy?.skipped ?? [],
    ...history,
  };
}

export function describeKey({ kid, kty, curve, algorithms }: KeySetKey): KeyDescription {
  return { kid, kty, curve, algorithms };
}

function stateOf(copy: HeldCopy | undefined, now: number): KeySetDescription['state'] {
  if (copy === undefined) return 'not_held';
  if (now < copy.expiresAt) return 'fresh';
  return now < copy.staleUntil ? 'expired' : 'unusable';
}
