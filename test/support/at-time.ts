import { Clock } from '../../src/common/clock.js';
import { DueScheduler } from '../../src/bookings/due/due-scheduler.service.js';
import type { TestServer } from './test-server.js';

/** The instant at which the server thinks it is, for what runs meanwhile. */
export async function atTime<T>(on: TestServer, nowMs: number, run: () => Promise<T>): Promise<T> {
  const clock = on.app.get(Clock, { strict: false });
  Object.assign(clock, { nowMs: () => nowMs });
  try {
    return await run();
  } finally {
    Reflect.deleteProperty(clock, 'nowMs');
  }
}

/** From now on the server's clock stands still: no bucket refills while the requests are counted that fit into it. */
export const stopClock = (on: Pick<TestServer, 'app'>): void => {
  const nowMs = Date.now();
  Object.assign(on.app.get(Clock, { strict: false }), { nowMs: () => nowMs });
};

/** From now on nothing happens by itself on the server, unless the test asks for it. */
export const withoutDueLoop = (on: TestServer): Promise<void> =>
  on.app.get(DueScheduler, { strict: false }).onModuleDestroy();
