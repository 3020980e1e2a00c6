import { afterAll, describe, expect, it } from '@jest/globals';
import type { Booking } from '../../src/bookings/booking.entity.js';
import { DueBookings } from '../../src/bookings/due/due-bookings.service.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { atTime, withoutDueLoop } from '../support/at-time.js';
import { bookingTraces } from '../support/booking-traces.js';
import { linkActs, told } from '../support/link-callers.js';
import { startAnotherServer, type TestServer } from '../support/test-server.js';

const { server, tenant } = await openShop();
const second = await startAnotherServer(server);
await withoutDueLoop(server);
await withoutDueLoop(second);
afterAll(async () => {
  await second.close();
  await server.close();
});
const resource = await buildResource(server, tenant);

const { rowOf, journalOf, heldBy } = bookingTraces(server, tenant);
const here = linkActs(server, tenant);
const there = linkActs(second, tenant);
const roundOn = (on: TestServer) => on.app.get(DueBookings, { strict: false }).round();

const post = (on: TestServer, body: Record<string, unknown>, path = '/v2/bookings') =>
  on.request(path, { method: 'POST', body, basic: tenant.secret });
async function created(body: Record<string, unknown>): Promise<string> {
  const answer = await post(server, { customer, ...body });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data.id;
}
const rowAt = async (id: string): Promise<Booking> => (await rowOf(id))!;
const actionsOf = async (id: string) => (await journalOf(id)).map(({ action }) => action);
async function cancelled(id: string, action = 'cancel_by_customer'): Promise<number> {
  await here.act(id, action);
  return (await rowAt(id)).dueAt!;
}
const rounds = Array.from({ length: 8 }, (_, round) => round);

describe('at the same moment, on two servers', () => {
  it('an undo and the end of its time: one of the two happens, and is journaled once', async () => {
    for (const _ of rounds) {
      const id = await created({ ...freshHour(), resource_id: resource.id });
      const until = await cancelled(id);
      const [undone] = await Promise.all([
        atTime(server, until - 1, () => here.undo(id)),
        atTime(second, until, () => roundOn(second)),
      ]);
      const isBack = told(undone) === 'confirmed';
      expect(isBack || told(undone) === 'action_not_available').toBe(true);
      const { state, undoState } = await rowAt(id);
      expect([state, undoState, await heldBy(id)]).toEqual(
        isBack ? ['confirmed', null, 1] : ['cancelled_by_customer', null, 0],
      );
      expect((await actionsOf(id)).slice(2)).toEqual([isBack ? 'undo' : 'release']);
    }
  });

  it('an undo and somebody who books the time: one of the two has it', async () => {
    for (const _ of rounds) {
      const hour = freshHour();
      const id = await created({ ...hour, resource_id: resource.id });
      const until = await cancelled(id);
      const [undone, booked] = await Promise.all([
        atTime(server, until - 1, () => here.undo(id)),
        atTime(second, until, () => post(second, { ...hour, resource_id: resource.id, customer })),
      ]);
      const isBack = told(undone) === 'confirmed';
      expect([booked.status, booked.body.code]).toEqual(isBack ? [409, 'slot_taken'] : [201, undefined]);
      expect(await heldBy(id)).toBe(isBack ? 1 : 0);
    }
  });

  it('two undos: one of them, and the other is told that there is nothing to undo', async () => {
    for (const _ of rounds) {
      const id = await created({ ...freshHour(), resource_id: resource.id });
      await cancelled(id);
      const both = await Promise.all([here.undo(id), there.undo(id)]);
      expect(both.map(told).sort()).toEqual(['action_not_available', 'confirmed']);
      expect(await actionsOf(id)).toEqual(['confirm', 'cancel_by_customer', 'undo']);
    }
  });

  it('two ends of the time: what was held is free once', async () => {
    const owner = await created({
      ...freshHour(),
      resource_id: resource.id,
      graph: 'group_owner',
      group_booking: { max_seats: 30 },
    });
    const seats: string[] = [];
    let until = 0;
    for (const _ of rounds) {
      const id = await created({ graph: 'group_customer', related: { owner_booking_id: owner } });
      seats.push(id);
      if (seats.length > 2) until = await cancelled(id);
    }
    await Promise.all([
      atTime(server, until, () => roundOn(server)),
      atTime(second, until, () => roundOn(second)),
    ]);
    await atTime(server, until, () => roundOn(server));
    expect((await rowAt(owner)).currentSeats).toBe(2);
    for (const id of seats.slice(2))
      expect(await actionsOf(id)).toEqual(['create', 'cancel_by_customer', 'release']);
  });

  it('a cancellation through a link and a reschedule: one of them', async () => {
    for (const _ of rounds) {
      const id = await created({ ...freshHour(), resource_id: resource.id });
      const [left, moved] = await Promise.all([
        here.act(id, 'cancel_by_customer'),
        post(second, freshHour(), `/v2/bookings/${id}/reschedule`),
      ]);
      const isCancelled = told(left) === 'cancelled_by_customer';
      expect([told(left), moved.status]).toEqual(
        isCancelled ? ['cancelled_by_customer', 409] : ['action_not_available', 201],
      );
      const { state, undoState } = await rowAt(id);
      expect([state, undoState, await heldBy(id)]).toEqual(
        isCancelled ? ['cancelled_by_customer', 'confirmed', 1] : ['rescheduled_by_customer', null, 0],
      );
    }
  });

  it('the undo of a seat and the cancellation of its event: nobody is confirmed in an event that is not there', async () => {
    for (const _ of rounds) {
      const owner = await created({
        ...freshHour(),
        resource_id: resource.id,
        graph: 'group_owner',
        group_booking: { max_seats: 2 },
      });
      const id = await created({ graph: 'group_customer', related: { owner_booking_id: owner } });
      await cancelled(id);
      const [undone] = await Promise.all([here.undo(id), there.act(owner, 'cancel')]);
      const isBack = told(undone) === 'confirmed';
      const { state, undoState } = await rowAt(id);
      expect([state, undoState]).toEqual(
        isBack ? ['cancelled_by_owner', 'confirmed'] : ['cancelled_by_customer', 'confirmed'],
      );
      expect((await rowAt(owner)).currentSeats).toBe(1);
    }
  });

  it('many who want the last seat when the time is over, and who had it: one has it', async () => {
    for (const _ of rounds.slice(4)) {
      const owner = await created({
        ...freshHour(),
        resource_id: resource.id,
        graph: 'group_owner',
        group_booking: { max_seats: 1 },
      });
      const body = { customer, graph: 'group_customer', related: { owner_booking_id: owner } };
      const id = await created(body);
      const until = await cancelled(id);
      const [undone, taken] = await Promise.all([
        atTime(server, until - 1, () => here.undo(id)),
        atTime(second, until, () => Promise.all(Array.from({ length: 12 }, () => post(second, body)))),
      ]);
      const got = taken.filter(({ status }) => status === 201).length;
      expect(got).toBe(told(undone) === 'confirmed' ? 0 : 1);
      expect(new Set(taken.map(({ status, body: { code } }) => code ?? status))).toEqual(
        new Set(got === 1 ? [201, 'group_full'] : ['group_full']),
      );
      expect((await rowAt(owner)).currentSeats).toBe(1);
    }
  });
});

describe('a server that went away in between', () => {
  it('has left nothing half done: another one, or the same one later, ends the time', async () => {
    const lost = await startAnotherServer(server);
    await withoutDueLoop(lost);
    const id = await created({ ...freshHour(), resource_id: resource.id });
    expect(told(await linkActs(lost, tenant).act(id, 'cancel'))).toBe('cancelled');
    await lost.close();
    const { dueAt } = await rowAt(id);
    expect(await heldBy(id)).toBe(1);
    await atTime(second, dueAt! + 86_400_000, () => roundOn(second));
    expect([await heldBy(id), await actionsOf(id)]).toEqual([0, ['confirm', 'cancel', 'release']]);
  });
});

describe('the journal of all this', () => {
  it('verifies', async () => {
    const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenant.id);
    expect(audit).toMatchObject({ findingCount: 0 });
  });
});
