import { setImmediate as endOfTurn } from 'node:timers/promises';

/** For how long statements may follow each other before other requests get a turn. */
const turnMs = 20;

let lastTurnAt = 0;

/**
 * SQLite answers within the call: a transaction of thousands of statements would keep every other request waiting, however
 * short. To be awaited before each statement of a transaction; writes go on to wait for each other.
 */
export async function othersTurn(): Promise<void> {
  if (performance.now() - lastTurnAt < turnMs) return;
  await endOfTurn();
  lastTurnAt = performance.now();
}
