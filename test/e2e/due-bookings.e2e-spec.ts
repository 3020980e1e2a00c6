import { afterAll, describe, expect, it } from '@jest/globals';
import { withFeatures } from '../../src/admin/command.module.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import { DueBookings } from '../../src/bookings/due/due-bookings.service.js';
import { DueScheduler } from '../../src/bookings/due/due-scheduler.service.js';
import { newId } from '../../src/common/ids.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { bookingTraces } from '../support/booking-traces.js';
import { atTime } from '../support/at-time.js';
import { LogCapture } from '../support/log-capture.js';
import { startAnotherServer, startTestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const hourMs = 3_600_000;
const minuteMs = 60_000;

const { server, tenant, app } = await openShop();
afterAll(() => server.close());

const { rowOf, journalOf, heldBy } = bookingTraces(server, tenant);
const act = (id: string, action: string) => app(`/v2/bookings/${id}/${action}`, { method: 'PUT', body: {} });

const customer = { name: 'Ann', email: 'ann@example.com' };
const at = (ms: number) => new Date(ms).toISOString();
async function created(members: Record<string, unknown>): Promise<{ id: string; state: string }> {
  const start = Date.now() + 24 * hourMs;
  const body = { start: at(start), end: at(start + hourMs), customer, ...members };
  const answer = await app('/v2/bookings', { method: 'POST', body });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data;
}

const stateOf = async (id: string) => (await rowOf(id))?.state;

/** It happens by itself: the scheduler looks each second. */
const comesToBe = (id: string, state: string) =>
  until(`the booking is ${state}`, async () => (await stateOf(id)) === state);

describe('a payment', () => {
  it('has five minutes; then the time is free for others, without anybody asking', async () => {
    const resource = await buildResource(server, tenant);
    const start = Date.now() + 48 * hourMs;
    const slot = { resource_id: resource.id, start: at(start), end: at(start + hourMs) };
    const { id, state } = await created({ graph: 'instant_payment', ...slot });
    expect([state, await heldBy(id)]).toEqual(['tentative', 1]);
    const { createdAt, dueAt, dueAction } = (await rowOf(id))!;
    expect([dueAt, dueAction]).toEqual([createdAt + 5 * minuteMs, 'timeout']);
    const rival = { method: 'POST', body: { ...slot, customer } };
    expect((await app('/v2/bookings', rival)).body.code).toBe('slot_taken');
    await atTime(server, createdAt + 5 * minuteMs, () => comesToBe(id, 'unpaid'));
    expect(await heldBy(id)).toBe(0);
    expect((await journalOf(id)).at(-1)).toMatchObject({
      action: 'timeout',
      fromState: 'tentative',
      toState: 'unpaid',
      credentialKind: 'system',
      credentialId: null,
      requestId: null,
      details: '{"due":true}',
    });
    expect((await app('/v2/bookings', rival)).status).toBe(201);
  });

  it('that comes in the last millisecond counts, and one that comes when it is over does not', async () => {
    for (const [lateBy, expected, state] of [
      [-1, 200, 'paid'],
      [0, 409, 'unpaid'],
    ] as const) {
      const { id } = await created({ graph: 'instant_payment' });
      const { dueAt } = (await rowOf(id))!;
      const answer = await atTime(server, (dueAt ?? 0) + lateBy, () => act(id, 'pay'));
      expect([answer.status, await stateOf(id)]).toEqual([expected, state]);
      if (expected === 409) {
        expect(answer.body).toMatchObject({ code: 'action_not_available', available_actions: [] });
        expect((await journalOf(id)).map(({ action }) => action)).toEqual(['create', 'timeout']);
        expect((await journalOf(id)).at(-1)?.credentialKind).toBe('system');
      }
    }
  });

  it('races its own end on two servers: one of the two happens, and is journaled once', async () => {
    const another = await startAnotherServer(server);
    try {
      for (let round = 0; round < 8; round += 1) {
        const { id } = await created({ graph: 'instant_payment' });
        const { dueAt } = (await rowOf(id))!;
        const [answer] = await Promise.all([
          atTime(server, (dueAt ?? 0) - 1, () => act(id, 'pay')),
          atTime(another, dueAt ?? 0, () => another.app.get(DueBookings, { strict: false }).round()),
        ]);
        const state = await stateOf(id);
        expect([answer.status, state]).toEqual(answer.status === 200 ? [200, 'paid'] : [409, 'unpaid']);
        expect((await journalOf(id)).map(({ action }) => action)).toEqual([
          'create',
          state === 'paid' ? 'pay' : 'timeout',
        ]);
      }
    } finally {
      await another.close();
    }
  });

  it('gives a seat back when it does not come', async () => {
    const owner = await buildBookingRow(server, tenant, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: 3,
      currentSeats: 1,
    });
    const { id } = await buildBookingRow(server, tenant, {
      graph: 'group_customer_payment',
      state: 'tentative',
      ownerBookingId: owner.id,
      dueAt: Date.now() - 1,
      dueAction: 'timeout',
    });
    await comesToBe(id, 'unpaid');
    expect((await rowOf(owner.id))?.currentSeats).toBe(0);
  });
});

describe('the seats of an event', () => {
  it('are counted right when payments, their ends and the event’s cancellation come at once', async () => {
    const another = await startAnotherServer(server);
    try {
      for (const cancels of [false, true]) {
        const dueAt = Date.now() + 60_000;
        const owner = await buildBookingRow(server, tenant, {
          graph: 'group_owner',
          state: 'tentative',
          maxSeats: 40,
          currentSeats: 24,
        });
        const seats: Booking[] = [];
        for (let count = 0; count < 24; count += 1)
          seats.push(
            await buildBookingRow(server, tenant, {
              graph: 'group_customer_payment',
              state: 'tentative',
              ownerBookingId: owner.id,
              dueAt,
              dueAction: 'timeout',
            }),
          );
        const due = another.app.get(DueBookings, { strict: false });
        const answers = await atTime(server, dueAt - 1, () =>
          atTime(another, dueAt, async () => {
            const [, , ...paid] = await Promise.all([
              due.round(),
              due.round(),
              ...seats.slice(0, 12).map(({ id }) => act(id, 'pay')),
              ...(cancels ? [act(owner.id, 'cancel')] : []),
            ]);
            await due.round();
            return paid;
          }),
        );
        expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
        const after = await Promise.all(seats.map(({ id }) => rowOf(id)));
        const holding = after.filter((seat) => seat?.state === 'paid').length;
        expect(after.filter((seat) => seat?.state === 'tentative')).toEqual([]);
        expect((await rowOf(owner.id))?.currentSeats).toBe(holding);
        for (const seat of after) {
          const actions = (await journalOf(seat?.id ?? '')).map(({ action }) => action);
          expect(new Set(actions).size).toBe(actions.length);
          expect(actions.filter((action) => action === 'timeout' || action === 'pay')).toHaveLength(
            actions.includes('cancel_by_owner') ? actions.length - 1 : 1,
          );
        }
        if (cancels) expect(holding).toBe(0);
      }
    } finally {
      await another.close();
    }
  });
});

describe('a booking', () => {
  it('completes by itself one hour after its end, and keeps its time', async () => {
    const resource = await buildResource(server, tenant);
    const { id } = await created({ resource_id: resource.id });
    const { endsAt, dueAt, dueAction } = (await rowOf(id))!;
    expect([dueAt, dueAction]).toEqual([endsAt + hourMs, 'complete']);
    const due = server.app.get(DueBookings, { strict: false });
    await atTime(server, endsAt + hourMs - 1, () => due.round());
    expect(await stateOf(id)).toBe('confirmed');
    await atTime(server, endsAt + hourMs, () => due.round());
    // The scheduler may have taken it up just then.
    await comesToBe(id, 'completed');
    expect(await rowOf(id)).toMatchObject({
      state: 'completed',
      completed: true,
      dueAt: null,
      dueAction: null,
    });
    expect(await heldBy(id)).toBe(1);
  });

  it('does not where the setting says so', async () => {
    const settings = { auto_complete_one_hour_after_booking_ends: { enabled: false } };
    const { id } = await created({ settings });
    expect(await rowOf(id)).toMatchObject({ dueAt: null, dueAction: null });
    const paid = await created({ graph: 'instant_payment', settings });
    expect((await act(paid.id, 'pay')).status).toBe(200);
    expect(await rowOf(paid.id)).toMatchObject({ state: 'paid', dueAt: null });
  });

  it('that is cancelled is not completed later', async () => {
    const { id } = await created({});
    const { endsAt } = (await rowOf(id))!;
    await act(id, 'cancel');
    await atTime(server, endsAt + 2 * hourMs, () => server.app.get(DueBookings, { strict: false }).round());
    expect(await rowOf(id)).toMatchObject({ state: 'cancelled', version: 2, dueAt: null });
  });
});

describe('however many servers there are', () => {
  it('each step is taken once, and none is lost with a server', async () => {
    const shared = await startTestServer();
    const merchants = [await buildTenant(shared), await buildTenant(shared)];
    const nodes = [await startAnotherServer(shared), await startAnotherServer(shared)];
    try {
      await shared.app.get(DueScheduler, { strict: false }).onModuleDestroy();
      const dueAt = Date.now() + 1_500;
      const ids: string[] = [];
      for (const merchant of merchants)
        for (let count = 0; count < 150; count += 1)
          ids.push((await buildBookingRow(shared, merchant, { dueAt, dueAction: 'complete' })).id);
      // One node restarts between the booking and its hour.
      await nodes.pop()?.close();
      nodes.push(await startAnotherServer(shared));
      const count = (state: string) =>
        shared.database.read(({ manager }) => manager.countBy(Booking, { state }));
      await until('all are completed', async () => (await count('completed')) === ids.length, 40_000);
      const entries = await shared.database.read(({ manager }) => manager.find(JournalRow));
      expect(entries.map(({ bookingId }) => bookingId).sort()).toEqual([...ids].sort());
      for (const { id } of merchants) {
        const own = entries.filter(({ tenantId }) => tenantId === id);
        expect(own.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
          own.map((_, index) => index + 1),
        );
        expect(
          own.every(({ credentialKind, action }) => credentialKind === 'system' && action === 'complete'),
        ).toBe(true);
      }
      const rows = await shared.database.read(({ manager }) => manager.find(Booking));
      expect(rows.every(({ version }) => version === 2)).toBe(true);
    } finally {
      for (const node of nodes) await node.close();
      await shared.close();
    }
  });

  it('a backlog is worked off while requests are answered', async () => {
    const busy = await startTestServer();
    try {
      const merchant = await buildTenant(busy);
      await busy.app.get(DueScheduler, { strict: false }).onModuleDestroy();
      const overdue = { dueAt: Date.now() - 1_000, dueAction: 'complete' };
      const first = await buildBookingRow(busy, merchant, overdue);
      const rows = 1_501;
      await busy.database.write(async ({ manager }) => {
        for (let made = 1; made < rows; made += 500)
          await manager.insert<object>(
            Booking,
            Array.from({ length: 500 }, () => ({ ...first, id: newId() })),
          );
      });
      const node = await startAnotherServer(busy);
      try {
        const took: number[] = [];
        let longestLagMs = 0;
        const due = node.app.get(DueBookings, { strict: false });
        const left = () =>
          busy.database.read(({ manager }) => manager.countBy(Booking, { state: 'confirmed' }));
        const startedAt = Date.now();
        while ((await left()) > 0) {
          const askedAt = Date.now();
          const answer = await node.request('/v2/bookings?limit=1&count=false', { basic: merchant.secret });
          expect(answer.status).toBe(200);
          took.push(Date.now() - askedAt);
          longestLagMs = Math.max(longestLagMs, due.lagMs);
          if (Date.now() - startedAt > 60_000) throw new Error('The backlog is not worked off.');
        }
        expect(took.sort((a, b) => a - b)[Math.floor(took.length * 0.9)]).toBeLessThan(1_000);
        expect(longestLagMs).toBeGreaterThan(0);
        expect(
          await busy.database.read(({ manager }) => manager.countBy(JournalRow, { tenantId: merchant.id })),
        ).toBe(rows);
      } finally {
        await node.close();
      }
    } finally {
      await busy.close();
    }
  });
});

describe('what cannot happen', () => {
  it('stands in nobody’s way, is said once, and nothing of it is written', async () => {
    const logs = new LogCapture();
    const watched = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'error' }, { logSink: logs.sink });
    try {
      await watched.app.get(DueScheduler, { strict: false }).onModuleDestroy();
      const merchant = await buildTenant(watched);
      const broken = await buildBookingRow(watched, merchant, { dueAt: 1, dueAction: 'nonsense' });
      const sound = await buildBookingRow(watched, merchant, { dueAt: 2, dueAction: 'complete' });
      const due = watched.app.get(DueBookings, { strict: false });
      await due.round();
      await atTime(watched, Date.now() + 11_000, () => due.round());
      const stored = await watched.database.read(({ manager }) => manager.find(Booking));
      const states = new Map(stored.map(({ id, state, version }) => [id, [state, version]]));
      expect(states.get(broken.id)).toEqual(['confirmed', 1]);
      expect(states.get(sound.id)).toEqual(['completed', 2]);
      const entries = await watched.database.read(({ manager }) => manager.find(JournalRow));
      expect(entries.map(({ bookingId }) => bookingId)).toEqual([sound.id]);
      const told = () => logs.lines.filter(({ message }) => String(message).includes(broken.id));
      await until('it is said', () => told().length > 0);
      expect(told()).toMatchObject([{ level: 'error', source: 'DueBookings' }]);
    } finally {
      await watched.close();
    }
  });
});

describe('a command', () => {
  it('leaves what is due to the servers', async () => {
    const idle = await startTestServer();
    try {
      await idle.app.get(DueScheduler, { strict: false }).onModuleDestroy();
      const { id } = await buildBookingRow(idle, await buildTenant(idle), {
        dueAt: 1,
        dueAction: 'complete',
      });
      await withFeatures(idle.configuration, () => new Promise((done) => setTimeout(done, 1_600)));
      const row = await idle.database.read(({ manager }) => manager.findOneBy(Booking, { id }));
      expect(row?.state).toBe('confirmed');
    } finally {
      await idle.close();
    }
  });
});
