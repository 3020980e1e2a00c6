import { SystemClock } from '../common/clock.js';
import type { Configuration } from '../config/configuration.js';
import { KEY_SET_LIMITS, keySetFetcher } from '../federation/key-sets/fetch-key-set.js';
import { nobody } from '../federation/key-sets/key-set-observer.js';
import { KeySetStore, type KeySetLook } from '../federation/key-sets/key-set-store.js';
import { systemTimers } from '../common/timers.js';

/** Looks at JWK Sets as the server would, one fetch each. */
export async function lookAtKeySets(
  configuration: Configuration,
  uris: readonly string[],
): Promise<KeySetLook[]> {
  const store = new KeySetStore({
    fetch: keySetFetcher({ allowPrivate: configuration.allowPrivateJwks, ...KEY_SET_LIMITS }),
    clock: new SystemClock(),
    timers: systemTimers,
    chance: () => 0,
    staleMs: 0,
    observer: nobody,
    mostSets: 1,
  });
  try {
    return await Promise.all(uris.map((uri) => store.fetchOnce(uri)));
  } finally {
    store.close();
  }
}
