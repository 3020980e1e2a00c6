import { afterAll, describe, expect, it } from '@jest/globals';
import { Booking } from '../../src/bookings/booking.entity.js';
import { DueBookings } from '../../src/bookings/due/due-bookings.service.js';
import { newId } from '../../src/common/ids.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { atTime, withoutDueLoop } from '../support/at-time.js';
import { bookingTraces } from '../support/booking-traces.js';
import { linkActs, told } from '../support/link-callers.js';

const { server, tenant, app } = await openShop();
afterAll(() => server.close());
await withoutDueLoop(server);
const resource = await buildResource(server, tenant, { timezone: 'UTC' });

const { rowOf, journalOf, heldBy } = bookingTraces(server, tenant);
const links = linkActs(server, tenant);
const due = server.app.get(DueBookings, { strict: false });

const post = (body: Record<string, unknown>) => app('/v2/bookings', { method: 'POST', body });
const put = (id: string, action: string) => app(`/v2/bookings/${id}/${action}`, { method: 'PUT', body: {} });
const remove = (id: string) => app(`/v2/bookings/${id}`, { method: 'DELETE' });

async function event(seats: number): Promise<string> {
  const answer = await post({
    ...freshHour(),
    resource_id: resource.id,
    graph: 'group_owner',
    group_booking: { max_seats: seats },
  });
  expect(answer.status).toBe(201);
  return answer.body.data.id;
}
const take = (owner: string, graph = 'group_customer') =>
  post({ graph, customer, related: { owner_booking_id: owner } });
async function seat(owner: string, graph?: string): Promise<string> {
  const answer = await take(owner, graph);
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data.id;
}
const rowAt = async (id: string): Promise<Booking> => (await rowOf(id))!;
const seatsOf = async (owner: string) => (await rowAt(owner)).currentSeats;
const stateOf = async (id: string) => (await rowAt(id)).state;
const actionsOf = async (id: string) => (await journalOf(id)).map(({ action }) => action);
async function cancelled(id: string, action: string): Promise<number> {
  const answer = await links.act(id, action);
  expect(['cancelled', 'cancelled_by_customer', 'cancelled_by_owner']).toContain(told(answer));
  return (await rowAt(id)).dueAt!;
}

describe('a seat that is cancelled through a link', () => {
  it('stays taken until that cannot be undone any more', async () => {
    const owner = await event(1);
    const id = await seat(owner);
    const until = await cancelled(id, 'cancel_by_customer');
    expect([await stateOf(id), await seatsOf(owner)]).toEqual(['cancelled_by_customer', 1]);
    expect((await atTime(server, until - 1, () => take(owner))).body.code).toBe('group_full');
    await atTime(server, until, () => due.round());
    expect([await seatsOf(owner), await actionsOf(id)]).toEqual([
      0,
      ['create', 'cancel_by_customer', 'release'],
    ]);
    expect((await take(owner)).status).toBe(201);
  });

  it('is somebody else’s the moment the time is over, though nobody looked at what is due', async () => {
    const owner = await event(1);
    const id = await seat(owner);
    const until = await cancelled(id, 'cancel_by_customer');
    const next = await atTime(server, until, () => take(owner));
    expect(next.status).toBe(201);
    expect([await seatsOf(owner), (await rowAt(id)).undoState]).toEqual([1, null]);
    expect((await atTime(server, until, () => take(owner))).body.code).toBe('group_full');
    expect(told(await atTime(server, until, () => links.undo(id)))).toBe('action_not_available');
    expect((await actionsOf(id)).at(-1)).toBe('release');
  });

  it('that was not paid in time is free as well for whoever asks', async () => {
    const owner = await event(1);
    const id = await seat(owner, 'group_customer_payment');
    const { dueAt } = await rowAt(id);
    expect((await atTime(server, dueAt! - 1, () => take(owner))).body.code).toBe('group_full');
    expect((await atTime(server, dueAt!, () => take(owner))).status).toBe(201);
    expect([await stateOf(id), await seatsOf(owner)]).toEqual(['unpaid', 1]);
  });

  it('is not free because a booking of the event is completed', async () => {
    const owner = await event(1);
    const id = await seat(owner);
    const { endsAt } = await rowAt(id);
    expect((await atTime(server, endsAt + 3_600_000, () => take(owner))).body.code).toBe('group_full');
    expect(await seatsOf(owner)).toBe(1);
  });

  it('comes back with everything, paid or not', async () => {
    const owner = await event(3);
    for (const [graph, steps, action, state] of [
      ['group_customer', [], 'cancel_by_customer', 'confirmed'],
      ['group_customer', [], 'cancel_by_owner', 'confirmed'],
      ['group_customer_payment', ['pay'], 'cancel_by_customer', 'paid'],
      ['group_customer_payment', ['pay'], 'cancel_by_owner', 'paid'],
      ['group_customer_payment', [], 'cancel_by_owner', 'tentative'],
    ] as const) {
      const id = await seat(owner, graph);
      for (const step of steps) await put(id, step);
      const before = await rowAt(id);
      const until = await cancelled(id, action);
      expect(await seatsOf(owner)).toBe(1);
      expect(told(await atTime(server, until - 1, () => links.undo(id)))).toBe(state);
      const row = await rowAt(id);
      const isUnpaid = state === 'tentative';
      expect(row).toEqual({
        ...before,
        ...(isUnpaid && { dueAt: until - 1 + 300_000 }),
        version: row.version,
        updatedAt: until - 1,
      });
      expect([row.dueAction, await seatsOf(owner)]).toEqual([isUnpaid ? 'timeout' : 'complete', 1]);
      await remove(id);
      expect(await seatsOf(owner)).toBe(0);
    }
  });

  it('is free when the booking is deleted, and is not freed again', async () => {
    const owner = await event(2);
    const [id] = [await seat(owner), await seat(owner)];
    const until = await cancelled(id, 'cancel_by_customer');
    expect(await seatsOf(owner)).toBe(2);
    expect((await remove(id)).status).toBe(204);
    await atTime(server, until, () => due.round());
    expect(await seatsOf(owner)).toBe(1);
  });

  it('does not come back to an event that is cancelled or gone', async () => {
    for (const end of ['cancel', 'delete'] as const) {
      const owner = await event(2);
      const id = await seat(owner);
      const until = await cancelled(id, 'cancel_by_customer');
      expect((await links.look(id, 'undo')).undoUntil).toBe(until);
      await (end === 'cancel' ? put(owner, 'cancel') : remove(owner));
      const { refused, undoUntil } = await links.look(id, 'undo');
      expect([refused?.code, undoUntil]).toEqual(['action_not_available', null]);
      expect(told(await links.undo(id))).toBe('action_not_available');
      expect(await stateOf(id)).toBe('cancelled_by_customer');
      await atTime(server, until, () => due.round());
      expect((await rowAt(id)).undoState).toBeNull();
      if (end === 'cancel') expect(await seatsOf(owner)).toBe(0);
    }
  });
});

describe('an event that is cancelled through a link', () => {
  /** Seven seats: three that are taken in different ways, one given up before, and one cancelled by itself in its own time. */
  async function busy() {
    const owner = await event(7);
    const confirmed = await seat(owner);
    const paid = await seat(owner, 'group_customer_payment');
    await put(paid, 'pay');
    const unpaid = await seat(owner, 'group_customer_payment');
    const completed = await seat(owner);
    await put(completed, 'complete');
    const gone = await seat(owner);
    await put(gone, 'cancel_by_customer');
    const leaving = await seat(owner);
    await cancelled(leaving, 'cancel_by_customer');
    return { owner, confirmed, paid, unpaid, completed, gone, leaving };
  }

  it('takes everyone along, and keeps time and seats until it cannot be undone any more', async () => {
    const { owner, confirmed, paid, unpaid, completed, gone, leaving } = await busy();
    const until = await cancelled(owner, 'cancel');
    expect([await seatsOf(owner), await heldBy(owner)]).toEqual([5, 1]);
    for (const id of [confirmed, paid, unpaid]) {
      expect(await rowAt(id)).toMatchObject({ state: 'cancelled_by_owner', dueAt: null, dueAction: null });
      expect(told(await links.undo(id))).toBe('action_not_available');
    }
    expect(await Promise.all([completed, gone, leaving].map(stateOf))).toEqual([
      'completed',
      'cancelled_by_customer',
      'cancelled_by_customer',
    ]);
    expect((await take(owner)).body.code).toBe('action_not_available');
    await atTime(server, until, () => due.round());
    await atTime(server, until, () => due.round());
    expect([await seatsOf(owner), await heldBy(owner)]).toEqual([1, 0]);
    for (const id of [confirmed, paid, unpaid, leaving]) {
      expect((await rowAt(id)).undoState).toBeNull();
      expect((await actionsOf(id)).slice(-2)).toEqual([
        id === leaving ? 'cancel_by_customer' : 'cancel_by_owner',
        'release',
      ]);
    }
    expect((await actionsOf(gone)).at(-1)).toBe('cancel_by_customer');
    expect(told(await atTime(server, until, () => links.undo(owner)))).toBe('action_not_available');
  });

  it('brings back exactly those whom it took along', async () => {
    const { owner, confirmed, paid, unpaid, completed, gone, leaving } = await busy();
    const before = new Map<string, Booking>();
    for (const id of [owner, confirmed, paid, unpaid]) before.set(id, await rowAt(id));
    const until = await cancelled(owner, 'cancel');
    const at = until - 1;
    expect(told(await atTime(server, at, () => links.undo(owner)))).toBe('tentative');
    for (const [id, row] of before) {
      const after = await rowAt(id);
      expect(after).toEqual({
        ...row,
        ...(id === unpaid && { dueAt: at + 300_000 }),
        version: row.version + 2,
        updatedAt: at,
      });
      expect((await actionsOf(id)).slice(-2)).toEqual([id === owner ? 'cancel' : 'cancel_by_owner', 'undo']);
    }
    expect(await Promise.all([completed, gone, leaving].map(stateOf))).toEqual([
      'completed',
      'cancelled_by_customer',
      'cancelled_by_customer',
    ]);
    expect([await seatsOf(owner), await heldBy(owner)]).toEqual([5, 1]);
    expect(told(await links.undo(leaving))).toBe('confirmed');
    expect(await seatsOf(owner)).toBe(5);
    expect((await take(owner)).status).toBe(201);
  });

  it('lets nobody back who was cancelled for themselves before, in the same millisecond even', async () => {
    const owner = await event(2);
    const [one, other] = [await seat(owner), await seat(owner)];
    const now = Date.now();
    await atTime(server, now, async () => {
      await cancelled(one, 'cancel_by_owner');
      await cancelled(owner, 'cancel');
      await links.undo(owner);
    });
    expect([await stateOf(one), await stateOf(other), await seatsOf(owner)]).toEqual([
      'cancelled_by_owner',
      'confirmed',
      2,
    ]);
  });

  it('is gone with everyone’s way back when it is deleted', async () => {
    const owner = await event(3);
    const id = await seat(owner);
    const until = await cancelled(owner, 'cancel');
    expect((await remove(owner)).status).toBe(204);
    expect(await rowAt(id)).toMatchObject({ state: 'cancelled_by_owner', undoState: null });
    await atTime(server, until, () => due.round());
    expect([await heldBy(owner), await stateOf(id)]).toEqual([0, 'cancelled_by_owner']);
    expect(await actionsOf(id)).toEqual(['create', 'cancel_by_owner', 'release']);
  });

  it('frees a seat once though its booking is deleted meanwhile', async () => {
    const owner = await event(3);
    const [id] = [await seat(owner), await seat(owner)];
    const until = await cancelled(owner, 'cancel');
    await remove(id);
    expect(await seatsOf(owner)).toBe(1);
    expect(told(await atTime(server, until - 1, () => links.undo(owner)))).toBe('tentative');
    expect(await seatsOf(owner)).toBe(1);
  });

  it('brings back hundreds at once', async () => {
    const owner = await event(1_300);
    const { id: _, ...like } = await rowAt(await seat(owner));
    const many = 1_200;
    await server.database.write(async ({ manager }) => {
      for (let made = 0; made < many; made += 100)
        await manager.insert<object>(
          Booking,
          Array.from({ length: 100 }, () => ({ ...like, id: newId() })),
        );
      await manager.update(Booking, { tenantId: tenant.id, id: owner }, { currentSeats: many + 1 });
    });
    await cancelled(owner, 'cancel');
    await links.undo(owner);
    const back = await server.database.read(({ manager }) =>
      manager.countBy(Booking, { tenantId: tenant.id, ownerBookingId: owner, state: 'confirmed' }),
    );
    expect([back, await seatsOf(owner)]).toEqual([many + 1, many + 1]);
  });
});

describe('the journal of all this', () => {
  it('verifies', async () => {
    const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenant.id);
    expect(audit).toMatchObject({ findingCount: 0 });
  });
});
