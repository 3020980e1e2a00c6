import { afterAll, describe, expect, it } from '@jest/globals';
import { BookingActions } from '../../src/bookings/actions/booking-actions.service.js';
import type { Booking } from '../../src/bookings/booking.entity.js';
import { DueBookings } from '../../src/bookings/due/due-bookings.service.js';
import { graphNames, graphs, type Graph } from '../../src/bookings/graphs/graphs.js';
import { isUndoable } from '../../src/bookings/actions/undo-window.js';
import { Problem } from '../../src/common/problem.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { UsersService } from '../../src/users/users.service.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { atTime, withoutDueLoop } from '../support/at-time.js';
import { bookingTraces } from '../support/booking-traces.js';
import { linkActs, linkCaller, told, undoMs } from '../support/link-callers.js';

const { server, tenant, app, configuration } = await openShop();
afterAll(() => server.close());
await withoutDueLoop(server);
const resource = await buildResource(server, tenant, { timezone: 'UTC' });

const { rowOf, journalOf, heldBy } = bookingTraces(server, tenant);
const links = linkActs(server, tenant);
const due = server.app.get(DueBookings, { strict: false });
const actions = server.app.get(BookingActions, { strict: false });

const post = (body: Record<string, unknown>, options = {}) =>
  app('/v2/bookings', { method: 'POST', body: { resource_id: resource.id, customer, ...body }, ...options });
const put = (id: string, action: string) => app(`/v2/bookings/${id}/${action}`, { method: 'PUT', body: {} });
async function created(body: Record<string, unknown> = freshHour()): Promise<string> {
  const answer = await post(body);
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data.id;
}
const rowAt = async (id: string): Promise<Booking> => (await rowOf(id))!;
const untilOf = (id: string) =>
  server.database.read(async ({ manager }) =>
    (await manager.findBy(Occupancy, { tenantId: tenant.id, bookingId: id })).map(({ until }) => until),
  );
const actionsOf = async (id: string) => (await journalOf(id)).map(({ action }) => action);

/** Cancelled through a link, and when what it held will be free. */
async function cancelled(id: string, action = 'cancel_by_customer'): Promise<number> {
  expect(await links.act(id, action)).not.toBeInstanceOf(Problem);
  return (await rowAt(id)).dueAt!;
}

describe('a booking that is cancelled through a link', () => {
  it('changes its state at once and keeps its time until it cannot be undone any more', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const before = await rowAt(id);
    const until = await cancelled(id);
    const row = await rowAt(id);
    expect(row).toMatchObject({
      state: 'cancelled_by_customer',
      undoState: 'confirmed',
      dueAction: 'release',
      version: before.version + 1,
    });
    expect([until - row.updatedAt, await untilOf(id)]).toEqual([undoMs, [until]]);
    expect((await app(`/v2/bookings/${id}`)).body.data).toMatchObject({
      state: 'cancelled_by_customer',
      available_actions: [],
    });
    for (const at of [Date.now(), until - 1])
      expect((await atTime(server, at, () => post(hour))).body.code).toBe('slot_taken');
    expect((await atTime(server, until, () => post(hour))).status).toBe(201);
    expect([await heldBy(id), (await rowAt(id)).undoState]).toEqual([0, null]);
    expect(await actionsOf(id)).toEqual(['confirm', 'cancel_by_customer', 'release']);
  });

  it('is free by itself when the time is over, once, and the journal says so', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const until = await cancelled(id);
    await atTime(server, until - 1, () => due.round());
    expect(await heldBy(id)).toBe(1);
    await atTime(server, until, () => due.round());
    await atTime(server, until + 1, () => due.round());
    expect(await heldBy(id)).toBe(0);
    expect(await rowAt(id)).toMatchObject({
      state: 'cancelled_by_customer',
      undoState: null,
      dueAt: null,
      dueAction: null,
      completed: false,
    });
    const noted = await journalOf(id);
    expect(noted.map(({ action }) => action)).toEqual(['confirm', 'cancel_by_customer', 'release']);
    expect(noted.at(-1)).toMatchObject({
      fromState: 'cancelled_by_customer',
      toState: 'cancelled_by_customer',
      credentialKind: 'system',
      details: '{"due":true}',
    });
    expect((await post(hour)).status).toBe(201);
  });

  it('is free at once where the merchant leaves no time to undo it', async () => {
    const hour = freshHour();
    const id = await created(hour);
    expect(told(await links.act(id, 'cancel_by_customer', { undoMs: 0 }))).toBe('cancelled_by_customer');
    expect(await rowAt(id)).toMatchObject({ undoState: null, dueAt: null });
    expect(await heldBy(id)).toBe(0);
    expect(told(await links.undo(id))).toBe('action_not_available');
    expect((await post(hour)).status).toBe(201);
  });

  it('is free at once where the merchant’s server cancels it', async () => {
    const id = await created();
    expect((await put(id, 'cancel')).status).toBe(200);
    expect([(await rowAt(id)).undoState, await heldBy(id)]).toEqual([null, 0]);
  });

  it('keeps no time where the link was for anything else', async () => {
    for (const [action, state] of [
      ['complete', 'completed'],
      ['no_show', 'no_show'],
    ] as const) {
      const id = await created();
      expect(told(await links.act(id, action))).toBe(state);
      expect([(await rowAt(id)).undoState, await untilOf(id)]).toEqual([null, [null]]);
    }
  });

  it('is moved, not cancelled, by a reschedule: its time is free, and the new one carries nothing over', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const moved = await links.act(id, 'reschedule_by_customer', { body: freshHour() });
    expect(moved).toMatchObject({ state: 'confirmed', undoState: null, dueAction: 'complete' });
    expect([(await rowAt(id)).undoState, await heldBy(id)]).toEqual([null, 0]);
    expect(told(await links.undo(id))).toBe('action_not_available');
    expect((await post(hour)).status).toBe(201);
  });

  it('can not be moved, paid or cancelled again meanwhile', async () => {
    const id = await created();
    await cancelled(id);
    for (const action of ['cancel', 'cancel_by_customer', 'complete'])
      expect((await put(id, action)).body).toMatchObject({
        code: 'action_not_available',
        state: 'cancelled_by_customer',
        available_actions: [],
      });
    const again = { method: 'POST', body: freshHour() };
    expect((await app(`/v2/bookings/${id}/reschedule`, again)).status).toBe(409);
    expect(told(await links.act(id, 'cancel'))).toBe('action_not_available');
  });
});

describe('undone', () => {
  it('it is what it was: state, time, what is due, and the journal says who did it', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const before = await rowAt(id);
    const until = await cancelled(id);
    const after = await atTime(server, until - 1, () => links.undo(id));
    const row = await rowAt(id);
    expect(after).toEqual(row);
    expect(row).toEqual({ ...before, version: before.version + 2, updatedAt: until - 1 });
    expect([row.state, row.dueAction, await untilOf(id)]).toEqual(['confirmed', 'complete', [null]]);
    expect((await journalOf(id)).at(-1)).toMatchObject({
      action: 'undo',
      fromState: 'cancelled_by_customer',
      toState: 'confirmed',
      credentialKind: 'action_link',
      credentialId: tenant.keyId,
      fingerprint: 'fingerprint of undo',
      requestId: 'request',
    });
    await atTime(server, until + 1, () => due.round());
    expect([(await rowAt(id)).state, await heldBy(id)]).toEqual(['confirmed', 1]);
    expect((await atTime(server, until + 1, () => post(hour))).body.code).toBe('slot_taken');
    expect((await put(id, 'cancel')).status).toBe(200);
  });

  it('it cannot be undone again, and can be cancelled and undone anew', async () => {
    const id = await created();
    await cancelled(id);
    expect(told(await links.undo(id))).toBe('confirmed');
    expect(await links.undo(id)).toMatchObject({
      code: 'action_not_available',
      options: { members: { state: 'confirmed', available_actions: expect.arrayContaining(['cancel']) } },
    });
    await cancelled(id, 'cancel');
    expect(told(await links.undo(id))).toBe('confirmed');
    expect(await actionsOf(id)).toEqual(['confirm', 'cancel_by_customer', 'undo', 'cancel', 'undo']);
  });

  it('too late, it is refused, and its time is free', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const until = await cancelled(id);
    expect(await atTime(server, until, () => links.undo(id))).toMatchObject({
      code: 'action_not_available',
      options: { members: { state: 'cancelled_by_customer', available_actions: [] } },
    });
    expect([await heldBy(id), await actionsOf(id)]).toEqual([
      0,
      ['confirm', 'cancel_by_customer', 'release'],
    ]);
  });

  it('is refused to links for anything else, to users and to the merchant’s server', async () => {
    const id = await created();
    await cancelled(id);
    expect(told(await links.act(id, 'cancel_by_customer'))).toBe('action_not_available');
    for (const action of ['cancel', 'cancel_by_customer']) {
      expect((await links.look(id, action)).refused?.code).toBe('action_not_available');
      const stray = actions.undo(linkCaller(tenant, id, action), 'request', { id }, async () => 'undone');
      await expect(stray).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await put(id, 'undo')).status).toBeGreaterThanOrEqual(400);
    expect((await put(id, 'release')).status).toBeGreaterThanOrEqual(400);
    expect((await rowAt(id)).undoState).toBe('confirmed');
  });

  it('what nobody cancelled stays as it is', async () => {
    const id = await created();
    const before = await rowAt(id);
    expect(told(await links.undo(id))).toBe('action_not_available');
    expect(await rowAt(id)).toEqual(before);
  });

  it('a booking that ended meanwhile is completed by itself at once', async () => {
    const id = await created();
    const { endsAt } = await rowAt(id);
    const late = endsAt + 3_600_000 - 60_000;
    await atTime(server, late, () => cancelled(id, 'cancel'));
    await atTime(server, late + 120_000, async () => {
      expect(told(await links.undo(id))).toBe('confirmed');
      expect(await rowAt(id)).toMatchObject({ dueAt: late + 120_000, dueAction: 'complete' });
      await due.round();
    });
    expect(await rowAt(id)).toMatchObject({ state: 'completed', completed: true });
    expect(await heldBy(id)).toBe(1);
  });

  it('it completes by itself one hour after its end, as it would have', async () => {
    const id = await created();
    await cancelled(id);
    await links.undo(id);
    const { endsAt } = await rowAt(id);
    await atTime(server, endsAt + 3_600_000, () => due.round());
    expect((await rowAt(id)).state).toBe('completed');
    expect(await actionsOf(id)).toEqual(['confirm', 'cancel_by_customer', 'undo', 'complete']);
  });
});

describe('every graph', () => {
  const cancellations = [
    ['instant', [], 'cancel', 'cancelled', 'confirmed', 1],
    ['instant', [], 'cancel_by_customer', 'cancelled_by_customer', 'confirmed', 1],
    ['confirm_decline', [], 'decline', 'declined', 'tentative', 0],
    ['confirm_decline', ['confirm'], 'cancel_by_customer', 'cancelled_by_customer', 'confirmed', 1],
    ['instant_payment', ['pay'], 'cancel', 'cancelled', 'paid', 1],
    ['instant_payment', ['pay'], 'cancel_by_customer', 'cancelled_by_customer', 'paid', 1],
    ['confirm_decline', ['confirm'], 'cancel', 'cancelled', 'confirmed', 1],
    ['group_owner', [], 'cancel', 'cancelled', 'tentative', 1],
  ] as const;

  it.each(cancellations)(
    '%s after %j: %s leads to %s and back to %s',
    async (graph, steps, action, state, back, holds) => {
      const isEvent = graph === 'group_owner';
      const id = await created({
        ...freshHour(),
        graph,
        ...(isEvent && { group_booking: { max_seats: 2 } }),
      });
      for (const step of steps) expect((await put(id, step)).status).toBe(200);
      const before = await rowAt(id);
      const until = await cancelled(id, action);
      expect([(await rowAt(id)).state, await untilOf(id)]).toEqual([state, holds === 1 ? [until] : []]);
      expect(told(await links.undo(id))).toBe(back);
      const { version, updatedAt } = await rowAt(id);
      expect(await rowAt(id)).toEqual({ ...before, version, updatedAt });
      expect(await untilOf(id)).toEqual(holds === 1 ? [null] : []);
      const again = await cancelled(id, action);
      await atTime(server, again, () => due.round());
      expect([(await rowAt(id)).state, await heldBy(id)]).toEqual([state, 0]);
      expect((await actionsOf(id)).at(-1)).toBe('release');
    },
  );

  it('stands in this table with each of its cancellations, but for seats, which the tests of events try', () => {
    const told = cancellations.map(([graph, , action, , from]) => `${graph} ${from} ${action}`);
    const all = graphNames.flatMap((graph) => {
      const { takes, transitions }: Graph = graphs[graph];
      const steps = transitions.filter(({ action }) => takes === 'resource' && isUndoable(action));
      return steps.map(({ from, action }) => `${graph} ${from} ${action}`);
    });
    expect(told.sort()).toEqual(all.sort());
  });

  it('that asks the merchant takes no time when a decline is undone, and still can be confirmed', async () => {
    const hour = freshHour();
    const id = await created({ ...hour, graph: 'confirm_decline' });
    await cancelled(id, 'decline');
    const rival = await created(hour);
    expect(told(await links.undo(id))).toBe('tentative');
    expect((await put(id, 'confirm')).body.code).toBe('slot_taken');
    await put(rival, 'cancel');
    expect((await put(id, 'confirm')).status).toBe(200);
  });
});

describe('all resources that a booking holds together', () => {
  it('are kept, free and back together', async () => {
    const both = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const project = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, both);
    const hour = freshHour();
    const id = await created({ ...hour, resource_id: both[0]!.id, project_id: project.id });
    const until = await cancelled(id);
    expect(await untilOf(id)).toEqual([until, until]);
    for (const { id: other } of both)
      expect((await post({ ...hour, resource_id: other })).body.code).toBe('slot_taken');
    await links.undo(id);
    expect(await untilOf(id)).toEqual([null, null]);
    const again = await cancelled(id);
    await atTime(server, again, async () => {
      expect((await post({ ...hour, resource_id: both[1]!.id })).status).toBe(201);
    });
    expect(await heldBy(id)).toBe(0);
  });
});

describe('what is offered', () => {
  const quiet = { from: '2031-05-05T00:00:00Z', to: '2031-05-06T00:00:00Z', length: '1 hour' };
  const hour = { start: '2031-05-05T10:00:00Z', end: '2031-05-05T11:00:00Z' };
  const whole = { allow_hours: { start: 9, end: 12 } };
  const ask = async (path: string, body: Record<string, unknown> = {}) => {
    const answer = await app(path, { method: 'POST', body: { ...quiet, ...body } });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    return answer.body;
  };

  it('leaves the time out until it is free, and takes it again', async () => {
    const own = await buildResource(server, tenant, { timezone: 'UTC' });
    const about = { resources: [own.id], constraints: [whole] };
    const id = await created({ ...hour, resource_id: own.id });
    const until = await cancelled(id);
    const seen = async () => ({
      offered: (await ask('/v2/availability', about)).data.map(({ start }: { start: string }) =>
        start.slice(11, 13),
      ),
      unavailable: (await ask('/v2/unavailable/slots', about)).data.some(
        ({ start, end }: { start: string; end: string }) =>
          Date.parse(start) <= Date.parse(hour.start) && Date.parse(end) >= Date.parse(hour.end),
      ),
      reasons: (await ask('/v2/availability', { ...about, explain: true })).explanation[0].unoffered
        .filter(({ start }: { start: string }) => Date.parse(start) === Date.parse(hour.start))
        .map(({ reason }: { reason: string }) => reason),
    });
    const kept = { offered: ['09', '11'], unavailable: true, reasons: ['hold'] };
    expect(await seen()).toEqual(kept);
    expect(await atTime(server, until - 1, seen)).toEqual(kept);
    expect(await atTime(server, until, seen)).toEqual({
      offered: ['09', '10', '11'],
      unavailable: false,
      reasons: [],
    });
    await atTime(server, until - 1, () => links.undo(id));
    expect(await atTime(server, until, seen)).toEqual({
      offered: ['09', '11'],
      unavailable: true,
      reasons: ['booking'],
    });
  });

  it('is bookable the moment it is offered, and not before, buffers included', async () => {
    const own = await buildResource(server, tenant, {
      timezone: 'UTC',
      policies: { buffer_after: '30 minutes' },
    });
    const id = await created({ ...hour, resource_id: own.id });
    const until = await cancelled(id);
    const near = { resource_id: own.id, start: '2031-05-05T11:15:00Z', end: '2031-05-05T12:15:00Z' };
    expect((await atTime(server, until - 1, () => post(near))).body.code).toBe('slot_taken');
    expect((await atTime(server, until, () => post(near))).status).toBe(201);
  });
});

describe('a booking in its time to undo', () => {
  it('that is deleted is gone with what it held', async () => {
    const hour = freshHour();
    const id = await created(hour);
    const until = await cancelled(id);
    expect((await app(`/v2/bookings/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect([await rowOf(id), await heldBy(id)]).toEqual([null, 0]);
    expect(told(await links.undo(id))).toBe('not_found');
    expect((await post(hour)).status).toBe(201);
    await atTime(server, until, () => due.round());
    expect(await actionsOf(id)).toEqual(['confirm', 'cancel_by_customer', 'delete']);
  });

  it('whose user is erased still keeps its time, and comes back without the person', async () => {
    for (const comesBack of [true, false]) {
      const hour = freshHour();
      const external = `erased-${comesBack}`;
      const bearer = configuration.token({ id: external });
      const id = (await post(hour, { bearer })).body.data.id as string;
      const until = await cancelled(id);
      const { userId } = await rowAt(id);
      await server.app.get(UsersService, { strict: false }).erase(tenant.id, userId!);
      expect(await rowAt(id)).toMatchObject({
        userId: null,
        customers: [],
        undoState: 'confirmed',
        dueAt: until,
      });
      expect((await post(hour)).body.code).toBe('slot_taken');
      if (comesBack) {
        expect(told(await links.undo(id))).toBe('confirmed');
        expect(await rowAt(id)).toMatchObject({ userId: null, customers: [] });
      } else {
        await atTime(server, until, () => due.round());
        expect(await heldBy(id)).toBe(0);
      }
    }
  });

  it('keeps its meta changes', async () => {
    const id = await created();
    await cancelled(id);
    const change = { method: 'PUT', body: { meta: { colour: 'red' } } };
    expect((await app(`/v2/bookings/${id}`, change)).status).toBe(200);
    expect(told(await links.undo(id))).toBe('confirmed');
    expect((await rowAt(id)).meta).toEqual({ colour: 'red' });
  });
});

describe('a look through a link', () => {
  it('tells what acting would meet, and until when a cancellation can be undone, and writes nothing', async () => {
    const id = await created();
    expect(await links.look(id, 'cancel_by_customer')).toEqual({
      booking: await rowAt(id),
      refused: null,
      undoUntil: null,
    });
    expect((await links.look(id, 'undo')).refused?.code).toBe('action_not_available');
    const until = await cancelled(id);
    const row = await rowAt(id);
    expect(await links.look(id, 'undo')).toEqual({ booking: row, refused: null, undoUntil: until });
    const gone = await atTime(server, until, () => links.look(id, 'undo'));
    expect(gone).toMatchObject({
      booking: { state: 'cancelled_by_customer', undoState: null, dueAt: null },
      undoUntil: null,
    });
    const refused = await atTime(server, until, () => links.undo(id));
    expect(refused).toBeInstanceOf(Problem);
    expect(gone.refused).toEqual(refused);
  });

  it('finds done what is due, without doing it', async () => {
    const id = await created({ ...freshHour(), graph: 'instant_payment' });
    const row = await rowAt(id);
    const seen = await atTime(server, row.dueAt!, () => links.look(id, 'pay'));
    expect([seen.booking.state, seen.refused?.options.members]).toEqual([
      'unpaid',
      { state: 'unpaid', available_actions: [] },
    ]);
    expect(await rowAt(id)).toEqual(row);
  });

  it('that comes too late for the merchant is told so, as acting is', async () => {
    const strict = await buildResource(server, tenant, { policies: { min_cancel_notice: '2 hours' } });
    const id = await created({ ...freshHour(), resource_id: strict.id });
    const { startsAt } = await rowAt(id);
    for (const [at, code] of [
      [startsAt - 7_200_000, null],
      [startsAt - 7_199_999, 'policy_refused'],
    ] as const) {
      const { refused } = await atTime(server, at, () => links.look(id, 'cancel_by_customer'));
      expect(refused?.code ?? null).toBe(code);
    }
    const late = await atTime(server, startsAt, () => links.act(id, 'cancel_by_customer'));
    expect(told(late)).toBe('policy_refused');
    expect(told(await atTime(server, startsAt, () => links.act(id, 'cancel')))).toBe('cancelled');
  });

  it('sees the link’s booking alone', async () => {
    await expect(links.look('00000000-0000-7000-8000-000000000000', 'cancel')).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the journal of all this', () => {
  it('verifies', async () => {
    const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenant.id);
    expect(audit).toMatchObject({ findingCount: 0 });
  });
});
