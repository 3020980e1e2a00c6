import type { ActionPrincipal } from '../../src/access/principal.js';
import { readActionInputs } from '../../src/bookings/actions/action-inputs.js';
import { ActionRules } from '../../src/bookings/actions/action-rules.service.js';
import { BookingActions } from '../../src/bookings/actions/booking-actions.service.js';
import type { Booking } from '../../src/bookings/booking.entity.js';
import { Clock } from '../../src/common/clock.js';
import { Problem } from '../../src/common/problem.js';
import { effectiveSettings } from '../../src/tenants/tenant-settings-merge.js';
import type { BuiltTenant } from '../builders/tenancy.js';
import type { TestServer } from './test-server.js';

export const undoMs = 10 * 60_000;

/** Whoever opened a link that is for the action, as the proof of links makes them. */
export const linkCaller = (tenant: BuiltTenant, bookingId: string, action: string): ActionPrincipal => ({
  kind: 'action',
  tenant: {
    id: tenant.id,
    slug: tenant.slug,
    name: tenant.slug,
    mode: 'live',
    timezone: 'UTC',
    settings: effectiveSettings({}),
  },
  credential: { kind: 'action_link', id: tenant.keyId, fingerprint: `fingerprint of ${action}` },
  sees: { rows: 'one', bookingId },
  link: { bookingId, action, issuedAtSeconds: null, jti: null, redirect: null },
});

/** What links do to the tenant's bookings, without their pages: the booking after it, or the Problem that refused it. */
export function linkActs(server: TestServer, tenant: BuiltTenant) {
  const actions = server.app.get(BookingActions, { strict: false });
  const rules = server.app.get(ActionRules, { strict: false });
  const clock = server.app.get(Clock, { strict: false });
  const same = async (_: unknown, booking: Booking) => booking;
  return {
    act: (
      id: string,
      action: string,
      { body = {}, undoMs: ms = undoMs } = {},
    ): Promise<Booking | Problem> => {
      const { inputs } = readActionInputs({ [action]: body }, action);
      const wanted = { id, action, inputs, undoMs: ms };
      return actions.act(linkCaller(tenant, id, action), 'request', wanted, same).catch(problem);
    },
    undo: (id: string): Promise<Booking | Problem> =>
      actions.undo(linkCaller(tenant, id, 'undo'), 'request', { id }, same).catch(problem),
    look: (id: string, action: string) =>
      server.database.read((access) =>
        rules.look(access, linkCaller(tenant, id, action), { id, action }, clock.nowMs()),
      ),
  };
}

function problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** The state that it came to, or the code of what refused it. */
export const told = (answer: Booking | Problem): string =>
  answer instanceof Problem ? answer.code : answer.state;
