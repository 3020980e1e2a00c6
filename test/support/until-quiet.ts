import { setImmediate as endOfTurn } from 'node:timers/promises';
import { ChangeFeed } from '../../src/database/change-feed.js';
import type { TestServer } from './test-server.js';

/**
 * From here on what this server remembers ends with its own changes alone: it hears of no other's, hears no echo of its own, and never
 * has to forget all because a busy database was slow to say that it is still there.
 */
export async function untilQuiet({ app }: TestServer): Promise<void> {
  await app.get(ChangeFeed, { strict: false }).stop();
  // What it was asking as it was stopped is answered first.
  await endOfTurn();
}
