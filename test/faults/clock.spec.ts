import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { hourMs, minuteMs } from '../../src/common/time-spans.js';
import { freshHour, customer } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop, type Shop } from '../builders/shop.js';
import { atTime } from '../support/at-time.js';
import { until } from '../support/until.js';

/** What each part does at which instant has tests of its own; here the clock of a running server is set, as an operator does. */
describe('a clock that is set while the server runs', () => {
  let shop: Shop;
  let resourceId: string;
  beforeAll(async () => {
    shop = await openShop();
    resourceId = (await buildResource(shop.server, shop.tenant)).id;
  });
  afterAll(() => shop.server.close());

  const at = <T>(ms: number, run: () => Promise<T>) => atTime(shop.server, Date.now() + ms, run);
  const me = async (token: string) => (await shop.server.request('/v2/me', { bearer: token })).status;
  const book = (members: object, key = newId()) =>
    shop.app('/v2/bookings', {
      method: 'POST',
      headers: { 'Idempotency-Key': key },
      body: { resource_id: resourceId, graph: 'instant', ...freshHour(), customer, ...members },
    });

  it('refuses a token while it is past its time, remembered or not, and takes it again when the clock is set right', async () => {
    const token = shop.configuration.token({ exp: Math.floor(Date.now() / 1000) + 1_800 });
    const unseen = shop.configuration.token({ exp: Math.floor(Date.now() / 1000) + 1_801 });
    expect(await me(token)).toBe(200);
    await at(hourMs, async () => {
      expect([await me(token), await me(unseen)]).toEqual([401, 401]);
    });
    expect([await me(token), await me(unseen)]).toEqual([200, 200]);
    const early = shop.configuration.token({ nbf: Math.floor(Date.now() / 1000) });
    await at(-hourMs, async () => expect(await me(early)).toBe(401));
    expect(await me(early)).toBe(200);
  });

  it('gives a time that was paid for too late to somebody else once, and does nothing twice when it is set back', async () => {
    const when = freshHour();
    const held = await book({ graph: 'instant_payment', ...when });
    expect(held.status).toBe(201);
    const id = held.body.data.id as string;
    const stateOf = async () => (await shop.app(`/v2/bookings/${id}`)).body.data.state as string;
    await at(10 * minuteMs, () =>
      until('the unpaid booking ends', async () => (await stateOf()) === 'unpaid'),
    );
    const taken = await book(when);
    expect(taken.status).toBe(201);
    await at(-hourMs, async () => {
      expect(await stateOf()).toBe('unpaid');
      expect((await book(when)).body.code).toBe('slot_taken');
    });
    expect((await shop.app(`/v2/bookings/${id}/pay`, { method: 'PUT', body: {} })).status).toBe(409);
  });

  it('gives the first answer to a repeated request, whichever way the clock was set in between', async () => {
    const key = newId();
    const wish = freshHour();
    const first = await book(wish, key);
    expect(first.status).toBe(201);
    for (const step of [-2 * hourMs, 2 * hourMs]) {
      const again = await at(step, () => book(wish, key));
      expect([again.status, again.text]).toEqual([201, first.text]);
    }
  });

  it('goes on to write the journal in one chain', async () => {
    await at(-hourMs, async () => expect((await book({})).status).toBe(201));
    expect((await book({})).status).toBe(201);
    const rows = await shop.server.database.read(({ manager }) =>
      manager.query<{ sequence: number | string }[]>(
        `SELECT sequence FROM journal WHERE tenant_id = '${shop.tenant.id}' ORDER BY sequence`,
      ),
    );
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_, index) => index + 1));
  });
});
