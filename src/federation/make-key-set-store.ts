import { randomInt } from 'node:crypto';
import { hourMs } from '../common/time-spans.js';
import type { Configuration } from '../config/configuration.js';
import type { Clock } from '../common/clock.js';
import type { ChangeFeed } from '../database/change-feed.js';
import type { ConfigurationDirectory } from '../tenants/configuration-directory.js';
import { KEY_SET_LIMITS, keySetFetcher } from './key-sets/fetch-key-set.js';
import type { KeySetObserver } from './key-sets/key-set-observer.js';
import { KeySetStore } from './key-sets/key-set-store.js';
import { systemTimers } from '../common/timers.js';

const mostSets = 20_000;

/** The store as the server runs it; a configuration that is disabled or names another address loses its set at once. */
export function makeKeySetStore(
  configuration: Configuration,
  clock: Clock,
  feed: ChangeFeed,
  configurations: ConfigurationDirectory,
  observer: KeySetObserver,
): KeySetStore {
  const store = new KeySetStore({
    fetch: keySetFetcher({ allowPrivate: configuration.allowPrivateJwks, ...KEY_SET_LIMITS }),
    clock,
    timers: systemTimers,
    chance: () => randomInt(1_000_000) / 1_000_000,
    staleMs: configuration.jwksStaleHours * hourMs,
    observer,
    mostSets,
  });
  feed.subscribe((change) => {
    // After a gap in hearing, each set is checked against its configuration's version when it is next used.
    if (change !== 'anything' && change.topic === 'jwt_configuration')
      void dropUnlessNamed(store, configurations, change.subject);
  });
  return store;
}

/** A change is heard more than once, and most changes are not about the set: those must not end a fetch that users wait for. */
async function dropUnlessNamed(
  store: KeySetStore,
  configurations: ConfigurationDirectory,
  id: string,
): Promise<void> {
  const held = store.describe(id);
  if (held === undefined) return;
  try {
    const now = await configurations.findById(id);
    if (now?.enabled === true && now.jwksUri === held.jwksUri) return;
  } catch {
    // What cannot be read may have changed.
  }
  store.drop(id);
}
