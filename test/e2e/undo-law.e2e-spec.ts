import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Booking } from '../../src/bookings/booking.entity.js';
import { DueBookings } from '../../src/bookings/due/due-bookings.service.js';
import { actionsIn } from '../../src/bookings/graphs/graphs.js';
import { heldBy, isUndoable } from '../../src/bookings/actions/undo-window.js';
import { Problem } from '../../src/common/problem.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { customer } from '../builders/booking-wishes.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { atTime, withoutDueLoop } from '../support/at-time.js';
import { linkActs, undoMs } from '../support/link-callers.js';

const { server, tenant, app } = await openShop();
afterAll(() => server.close());
await withoutDueLoop(server);
const links = linkActs(server, tenant);
const due = server.app.get(DueBookings, { strict: false });

const minuteMs = 60_000;
/** What came of the steps, so that a property of nothing is not taken for one. */
const came = { kept: 0, undone: 0, refused: 0 };
const hours = 3;
const seats = 2;
const bookable = ['instant', 'instant_payment', 'confirm_decline', 'group_owner'];

/** What happens next: which kind, on which of the bookings so far (or of the hours), how, and how much later. */
const step = fc.record({
  kind: fc.constantFrom(
    'create',
    'create',
    'seat',
    'seat',
    'cancel',
    'cancel',
    'undo',
    'undo',
    'round',
    'delete',
    'act',
  ),
  which: fc.nat(20),
  how: fc.nat(20),
  later: fc.oneof(
    // Most of what is cancelled can be undone still at the next step.
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.constantFrom(1, minuteMs, undoMs - minuteMs, undoMs) },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One resource and what was done to it so far. */
class World {
  readonly ids: string[] = [];
  readonly events: string[] = [];
  /** Real time, so that what is kept elsewhere is not older than it should be. */
  nowMs = Date.now();

  constructor(private readonly resourceId: string) {}

  take({ kind, which, how, later }: Step): Promise<void> {
    this.nowMs += later;
    return atTime(server, this.nowMs, async () => {
      const id = this.ids[which % Math.max(1, this.ids.length)] ?? '';
      if (kind === 'create') await this.create(which % hours, bookable[how % bookable.length] as string);
      if (kind === 'seat') await this.seat(this.events[which % Math.max(1, this.events.length)], how);
      if (kind === 'cancel') await this.cancel(which);
      if (kind === 'undo') await this.undo(which);
      if (kind === 'round') await due.round();
      if (kind === 'delete' && id !== '') await app(`/v2/bookings/${id}`, { method: 'DELETE' });
      if (kind === 'act' && id !== '')
        await app(`/v2/bookings/${id}/${['pay', 'confirm', 'cancel', 'complete'][how % 4]}`, {
          method: 'PUT',
          body: {},
        });
    });
  }

  /** What is held is what the states say, and nothing besides. */
  async check(): Promise<void> {
    const held = await server.database.read(({ manager }) =>
      manager.findBy(Occupancy, { tenantId: tenant.id, resourceId: this.resourceId }),
    );
    const mine = await this.mine();
    const holding = mine.filter((booking) => heldBy(booking) === 'resource');
    expect(held.map(({ bookingId }) => bookingId).sort()).toEqual(holding.map(({ id }) => id).sort());
    for (const { id, undoState, dueAt } of holding)
      if (undoState !== null) expect(held.find(({ bookingId }) => bookingId === id)?.until).toBe(dueAt);
    for (const one of held)
      for (const other of held)
        if (one !== other) expect(one.endsAt <= other.startsAt || other.endsAt <= one.startsAt).toBe(true);
    for (const { id, currentSeats } of mine.filter(({ graph }) => graph === 'group_owner')) {
      const seated = mine.filter((seat) => seat.ownerBookingId === id && heldBy(seat) === 'seat');
      expect(currentSeats).toBe(seated.length);
      expect(seated.length).toBeLessThanOrEqual(seats);
    }
  }

  /** When all time to undo is over nothing is held that the plain states do not hold. */
  async end(): Promise<void> {
    await atTime(server, (this.nowMs += 2 * undoMs), async () => {
      while (await due.round());
    });
    await this.check();
    expect((await this.mine()).filter(({ undoState }) => undoState !== null)).toEqual([]);
  }

  private async mine(): Promise<Booking[]> {
    const all = await server.database.read(({ manager }) => manager.findBy(Booking, { tenantId: tenant.id }));
    return all.filter(({ id }) => this.ids.includes(id));
  }

  /** Whatever cancellation is offered by one of them. */
  private async cancel(which: number): Promise<void> {
    const offered = (await this.mine()).flatMap(({ id, graph, state }) =>
      actionsIn(graph, state)
        .filter(isUndoable)
        .map((action) => ({ id, action })),
    );
    const wanted = offered[which % Math.max(1, offered.length)];
    if (wanted === undefined) return;
    const left = await links.act(wanted.id, wanted.action);
    if (!(left instanceof Problem)) came.kept += 1;
  }

  /** One that was cancelled and may come back, where there is one; else, and sometimes, any. */
  private async undo(which: number): Promise<void> {
    const mine = await this.mine();
    const kept = mine.filter(({ undoState }) => undoState !== null);
    const from = kept.length > 0 && which % 5 > 0 ? kept : mine;
    const undone = await links.undo(from[which % Math.max(1, from.length)]?.id ?? '');
    came[undone instanceof Problem ? 'refused' : 'undone'] += 1;
  }

  private async create(slot: number, graph: string): Promise<void> {
    const start = Date.UTC(2033, 0, 1, 8 + slot);
    const answer = await app('/v2/bookings', {
      method: 'POST',
      body: {
        start: new Date(start).toISOString(),
        end: new Date(start + 3_600_000).toISOString(),
        resource_id: this.resourceId,
        graph,
        customer,
        ...(graph === 'group_owner' && { group_booking: { max_seats: seats } }),
      },
    });
    expect([201, 409]).toContain(answer.status);
    if (answer.status !== 201) return;
    this.ids.push(answer.body.data.id);
    if (graph === 'group_owner') this.events.push(answer.body.data.id);
  }

  private async seat(owner: string | undefined, how: number): Promise<void> {
    if (owner === undefined) return;
    const graph = how % 2 === 0 ? 'group_customer' : 'group_customer_payment';
    const body = { customer, graph, related: { owner_booking_id: owner } };
    const answer = await app('/v2/bookings', { method: 'POST', body });
    expect([201, 409, 422]).toContain(answer.status);
    if (answer.status === 201) this.ids.push(answer.body.data.id);
  }
}

describe('whatever is cancelled through links, undone, released, booked and deleted, in any order', () => {
  it('what is held is what the states say, seats are those who sit or may come back, and in the end nothing is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
        const world = new World((await buildResource(server, tenant, { timezone: 'UTC' })).id);
        // Everything needs something to be done to.
        await world.take({ kind: 'create', which: 0, how: 3, later: 0 });
        await world.take({ kind: 'create', which: 1, how: 0, later: 0 });
        for (const one of steps) {
          await world.take(one);
          await world.check();
        }
        await world.end();
      }),
      { numRuns: 20 },
    );
    const areEnough = Object.values(came).every((count) => count > 3);
    expect({ ...came, areEnough }).toMatchObject({ areEnough: true });
    const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenant.id);
    expect(audit).toMatchObject({ findingCount: 0 });
  });

  it('a time is booked exactly where it is free, to the millisecond', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -3, max: 3 }), fc.boolean(), async (off, isUndone) => {
        const resource = await buildResource(server, tenant, { timezone: 'UTC' });
        const hour = { start: '2033-02-01T10:00:00Z', end: '2033-02-01T11:00:00Z' };
        const wish = { method: 'POST', body: { ...hour, resource_id: resource.id, customer } };
        const { id } = (await app('/v2/bookings', wish)).body.data;
        const left = await links.act(id, 'cancel');
        if (left instanceof Problem) throw left;
        const undone = isUndone ? await links.undo(id) : null;
        expect(undone === null || !(undone instanceof Problem)).toBe(true);
        await atTime(server, left.dueAt! + off, async () => {
          const question = {
            resources: [resource.id],
            from: '2033-02-01T10:00:00Z',
            to: '2033-02-01T11:00:00Z',
            length: '1 hour',
          };
          const offered = await app('/v2/availability', { method: 'POST', body: question });
          const isFree = !isUndone && off >= 0;
          expect(offered.body.data).toHaveLength(isFree ? 1 : 0);
          expect((await app('/v2/bookings', wish)).status).toBe(isFree ? 201 : 409);
        });
      }),
      { numRuns: 20 },
    );
  });
});
