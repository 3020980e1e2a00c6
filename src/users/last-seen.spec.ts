import { describe, expect, it } from '@jest/globals';
import { LastSeen } from './last-seen.js';

/** Last sights whose database writes when it is told to. */
function lastSeen() {
  const written: string[] = [];
  const held: (() => void)[] = [];
  const database = {
    write: async (work: (transaction: never) => Promise<void>) => {
      await new Promise<void>((goOn) => held.push(goOn));
      await work(undefined as never);
    },
  };
  const users = {
    markSeen: async (_transaction: never, _tenantId: string, id: string) => void written.push(id),
  };
  const seen = new LastSeen(database as never, users as never, { nowMs: () => 1_800_000_000_000 });
  return { seen, written, letWrite: () => held.shift()?.() };
}

const turn = () => new Promise((wake) => setImmediate(wake));

describe('last sights', () => {
  it('are all written when a flush resolves, also those of a write that was running', async () => {
    const { seen, written, letWrite } = lastSeen();
    seen.record('t', 'ann');
    void seen.flush();
    await turn();
    let isClosed = false;
    const closed = seen.beforeApplicationShutdown().then(() => (isClosed = true));
    await turn();
    expect(isClosed).toBe(false);
    letWrite();
    await closed;
    expect(written).toEqual(['ann']);
  });

  it('that come while others are written are written after them', async () => {
    const { seen, written, letWrite } = lastSeen();
    seen.record('t', 'ann');
    const first = seen.flush();
    await turn();
    seen.record('t', 'bo');
    const second = seen.flush();
    letWrite();
    await first;
    expect(written).toEqual(['ann']);
    await turn();
    letWrite();
    await second;
    expect(written).toEqual(['ann', 'bo']);
  });
});
