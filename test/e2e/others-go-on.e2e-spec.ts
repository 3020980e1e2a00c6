import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Booking } from '../../src/bookings/booking.entity.js';
import { newId } from '../../src/common/ids.js';
import { bookingRow, buildBookingRow } from '../builders/booking-rows.js';
import { customer } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop, type Shop } from '../builders/shop.js';
import type { Answer } from '../support/test-server.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What another merchant may wait for one answer; a twentieth of it where the machine is not busy, and more where it is so busy that the whole takes far longer. */
const longestWaitMs = 5_000;
/** What the largest question may cost, asking and reading included; a quarter of it once the code is warm. */
const longestQuestionMs = 4_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.server.close());

const at = (ms: number) => new Date(ms).toISOString();

interface Meanwhile {
  readonly answer: Answer;
  readonly tookMs: number;
  readonly waitsMs: readonly number[];
}

/** The answer, and how long another merchant's requests took meanwhile, one after the other. */
async function whileOthersAsk(asked: Promise<Answer>): Promise<Meanwhile> {
  const waitsMs: number[] = [];
  const began = performance.now();
  let isOver = false;
  const over = asked.finally(() => (isOver = true));
  do {
    const from = performance.now();
    const { status } = await shop.server.request('/v2/resources', { basic: shop.other.secret });
    expect(status).toBe(200);
    waitsMs.push(performance.now() - from);
  } while (!isOver);
  return { answer: await over, tookMs: performance.now() - began, waitsMs };
}

/** One that waited for the whole would be the only one, or the one before it too; how many more there are is the machine's. */
const expectNobodyWaits = ({ waitsMs, tookMs }: Meanwhile) => {
  expect(waitsMs.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...waitsMs)).toBeLessThan(Math.max(longestWaitMs, tookMs / 2));
};

describe('others are answered while one merchant', () => {
  it('asks for the largest availability there is, or soon after', async () => {
    const { app, server, tenant } = shop;
    const hours = Array.from({ length: 12 }, (_, hour) => ({
      allow_hours: { start: hour * 2, end: hour * 2 + 1 },
    }));
    const resources = await Promise.all(
      Array.from({ length: 58 }, () => buildResource(server, tenant, { availabilityConstraints: hours })),
    );
    const from = Date.UTC(2031, 0, 1);
    const ask = (count: number) =>
      app('/v2/availability', {
        method: 'POST',
        body: {
          resources: resources.slice(0, count).map(({ id }) => id),
          from: at(from),
          to: at(from + 181 * dayMs),
          length: '15 minutes',
          timeslot_increments: '15 minutes',
        },
      });
    const before = process.cpuUsage();
    const { answer } = await whileOthersAsk(ask(57));
    const { user, system } = process.cpuUsage(before);
    expect([answer.status, answer.body.data?.length]).toEqual([200, 8_684]);
    // Of the processor, not of the clock: it is worked out in one go, and others wait for it.
    expect((user + system) / 1000).toBeLessThan(longestQuestionMs);
    // One more is refused before anything is worked out.
    expect((await ask(58)).status).toBe(422);
  });

  it('books five hundred times in one request', async () => {
    const { app, server, tenant } = shop;
    const { id } = await buildResource(server, tenant);
    const bookings = Array.from({ length: 500 }, (_, index) => {
      const start = Date.UTC(2031, 0, 1) + index * hourMs;
      return { customer, resource_id: id, start: at(start), end: at(start + hourMs) };
    });
    const body = { bookings, delete_all_on_error: true };
    const meanwhile = await whileOthersAsk(app('/v2/bookings/bulk', { method: 'POST', body }));
    expect(meanwhile.answer.body.data).toHaveLength(500);
    expectNobodyWaits(meanwhile);
  });

  it('cancels an event of ten thousand customers', async () => {
    const { app, server, tenant } = shop;
    const seats = 10_000;
    const times = { startsAt: Date.now() + dayMs, endsAt: Date.now() + dayMs + hourMs };
    const event = await buildBookingRow(server, tenant, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: seats,
      currentSeats: seats,
      ...times,
    });
    const seat = bookingRow(tenant.id, { graph: 'group_customer', ownerBookingId: event.id, ...times });
    await server.database.write(async ({ manager }) => {
      for (let made = 0; made < seats; made += 500)
        await manager.insert<object>(
          Booking,
          Array.from({ length: 500 }, () => ({ ...seat, id: newId() })),
        );
    });
    const meanwhile = await whileOthersAsk(
      app(`/v2/bookings/${event.id}/cancel`, { method: 'PUT', body: {} }),
    );
    const { answer } = meanwhile;
    expect([answer.status, answer.text.length < 1_000_000]).toEqual([200, true]);
    expectNobodyWaits(meanwhile);
    const cancelled = await server.database.read(({ manager }) =>
      manager.countBy(Booking, { ownerBookingId: event.id, state: 'cancelled_by_owner' }),
    );
    expect(cancelled).toBe(seats);
  });
});
