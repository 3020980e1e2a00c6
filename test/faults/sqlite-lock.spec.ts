import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultHouse } from '../support/fault-house.js';
import { holdSqlite } from '../support/sqlite-holder.js';
import { expectOnceEach } from '../support/once-each.js';
import { send } from '../support/test-server.js';
import { WriteLoad } from '../support/write-load.js';

/** How long a write waits for a lock, and what a busy machine adds. */
const patienceMs = 10_000;
const lateMs = 8_000;
/** More than share one transaction. */
const crowd = 200;

/** That short locks are waited for, and hold up neither readers nor the event loop: test/integration/database.spec.ts. */
describe('while another program holds SQLite’s lock', () => {
  let house: FaultHouse;
  beforeAll(async () => {
    house = await FaultHouse.open();
    await house.start();
  });
  afterAll(() => house.close());

  const file = () => (house.testDatabase.target as { file: string }).file;

  it('every write is answered 503 after ten seconds, however many wait, reads are answered, and then each is done once', async () => {
    const holder = await holdSqlite(file(), 'BEGIN EXCLUSIVE');
    const bearer = house.tenant.secret;
    const begun = Date.now();
    const writes = Promise.all(
      Array.from({ length: crowd }, (_, index) =>
        send(`${house.url}/v2/resources`, {
          method: 'POST',
          body: { name: `Crowd ${index}`, timezone: 'UTC' },
          bearer,
        }),
      ),
    );
    while (Date.now() - begun < patienceMs / 2) {
      const asked = Date.now();
      expect((await send(`${house.url}/v2/resources`, { bearer })).status).toBe(200);
      expect(Date.now() - asked).toBeLessThan(lateMs);
    }
    const answers = await writes;
    const took = Date.now() - begun;
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['503 database_unavailable']),
    );
    for (const { headers } of answers) expect(headers.get('retry-after')).toMatch(/^[1-9]/);
    expect(took).toBeGreaterThan(patienceMs - 1_000);
    expect(took).toBeLessThan(patienceMs + lateMs);

    const load = new WriteLoad(house, 8);
    await new Promise((wake) => setTimeout(wake, 500));
    expect(load.count).toBe(0);
    await holder.release();
    while (load.count < 40) await new Promise((wake) => setTimeout(wake, 20));
    await load.stop();
    await expectOnceEach(house, load);
    expect(await house.rows("SELECT id FROM resources WHERE name LIKE 'Crowd%'")).toEqual([]);
  });
});
