import { randomInt } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { KEY_SET_LIMITS, keySetFetcher } from './fetch-key-set.js';
import type { KeySetObserver } from './key-set-observer.js';
import { KeySetStore } from './key-set-store.js';
import { systemTimers } from './timers.js';

const HOUR = 60 * 60 * 1000;
const MOST_SETS = 10_000;
const CHANCES = 2 ** 32;

export interface KeySetSettings {
  /** COUNTERSIGN_ALLOW_PRIVATE_JWKS */
  readonly allowPrivateJwks: boolean;
  /** COUNTERSIGN_JWKS_STALE_HOURS */
  readonly jwksStaleHours: number;
}

/** The store as the server runs it: over the network, within the limits of contract 1. */
export function createKeySetStore(
  settings: KeySetSettings,
  clock: Clock,
  observer: KeySetObserver,
): KeySetStore {
  return new KeySetStore({
    fetch: keySetFetcher({ ...KEY_SET_LIMITS, allowPrivate: settings.allowPrivateJwks }),
    clock,
    timers: systemTimers,
    chance: () => randomInt(CHANCES) / CHANCES,
    staleMs: settings.jwksStaleHours * HOUR,
    mostSets: MOST_SETS,
    observer,
  });
}
