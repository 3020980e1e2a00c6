import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { policiesOf } from '../../availability/booking-rules.js';
import { isRefused } from '../../common/decision.js';
import { notFound, Problem } from '../../common/problem.js';
import type { ReadAccess } from '../../database/access.js';
import { ProjectsService } from '../../projects/projects.service.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { comesInTime, decideAction, decideUndo } from './action-decision.js';
import type { BookingWork } from '../booking-work.js';
import type { Booking } from '../booking.entity.js';
import { BookingsRepository } from '../bookings.repository.js';
import { actionsIn, isCustomerAction, type Transition } from '../graphs/graphs.js';
import { settledAt } from './state-change.js';
import { StateWriter } from './state-writer.service.js';
import { undoAction, undoUntil } from './undo-window.js';

/** Who acts, as far as it decides anything. */
type Acting = Pick<Principal, 'tenant' | 'sees' | 'kind'>;

/** What a page shows before anybody acts. */
export interface ActionView {
  /** Everything that is due by now has happened to it. */
  readonly booking: Booking;
  /** What acting now would throw; null where it is possible. */
  readonly refused: Problem | null;
  /** Until when its cancellation can be undone, Unix milliseconds; null where it cannot be. */
  readonly undoUntil: number | null;
}

interface DecidedAt {
  readonly transaction: ReadAccess;
  readonly nowMs: number;
}

/** What every action has to pass, whichever way it comes. */
@Injectable()
export class ActionRules {
  constructor(
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(StateWriter) private readonly states: StateWriter,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
  ) {}

  /** The booking with all that was due done to it; nobody else changes it until the work is done. Throws not_found for what the caller does not see. */
  async hold(work: BookingWork, { sees }: Pick<Acting, 'sees'>, id: string): Promise<Booking> {
    const held = await this.bookings.findLocked(work.transaction, work.tenantId, sees, id);
    if (held === null) throw notFound('Booking');
    return this.states.settle(work, held);
  }

  /** The step that the action takes. Throws action_not_available with what is, forbidden, or policy_refused; nothing is written. */
  async decide(
    { transaction, nowMs }: DecidedAt,
    caller: Principal,
    held: Booking,
    action: string,
  ): Promise<Transition> {
    const linked = caller.kind === 'action' ? caller.link.action : null;
    if (action === undoAction && linked === undoAction) return this.decideUndo(transaction, held);
    const { graph, state } = held;
    const decision = decideAction({ graph, state, caller: caller.kind, linked }, action);
    if (isRefused(decision)) throw refusal(decision.refused, held);
    if (isCustomerAction(action)) {
      const minCancelNoticeMs = await this.minCancelNoticeMs(transaction, held);
      if (!comesInTime({ startsAt: held.startsAt, nowMs, minCancelNoticeMs })) throw tooLate();
    }
    return decision.ok;
  }

  /** What acting would meet now, without doing any of it; what the action needs besides is not looked at. Throws not_found for what the caller does not see. */
  async look(
    access: ReadAccess,
    caller: Principal,
    { id, action }: { readonly id: string; readonly action: string },
    nowMs: number,
  ): Promise<ActionView> {
    const found = await this.bookings.findById(access, caller.tenant.id, caller.sees, id);
    if (found === null) throw notFound('Booking');
    const booking = settledAt(found, nowMs);
    const refused = await this.decide({ transaction: access, nowMs }, caller, booking, action).then(
      () => null,
      problemOf,
    );
    const undo = decideUndo(booking, await this.eventOf(access, booking));
    return { booking, refused, undoUntil: isRefused(undo) ? null : undoUntil(booking) };
  }

  private async decideUndo(access: ReadAccess, held: Booking): Promise<Transition> {
    const decision = decideUndo(held, await this.eventOf(access, held));
    if (isRefused(decision)) throw notUndone(held);
    return decision.ok;
  }

  /** The event of a seat; null where there is none. */
  private async eventOf(access: ReadAccess, { tenantId, ownerBookingId }: Booking): Promise<Booking | null> {
    return ownerBookingId === null
      ? null
      : this.bookings.findById(access, tenantId, { rows: 'all' }, ownerBookingId);
  }

  /** The stricter of what the resource and the project ask for; one that the merchant has removed asks for nothing. */
  private async minCancelNoticeMs(
    access: ReadAccess,
    { tenantId, resourceId, projectId }: Booking,
  ): Promise<number | null> {
    const [resource] =
      resourceId === null
        ? []
        : await this.resources.findForBooking(access, tenantId, [resourceId], { lock: false });
    const found = projectId === null ? null : await this.projects.find(access, tenantId, projectId);
    return policiesOf(resource ?? { policies: {} }, found?.project ?? null).minCancelNoticeMs;
  }
}

function refusal(reason: 'not_offered' | 'not_theirs', { graph, state }: Booking): Problem {
  if (reason === 'not_theirs') {
    return new Problem('forbidden', {
      detail: 'This action is for the merchant.',
      reason: 'booking_action_not_theirs',
    });
  }
  const offered = actionsIn(graph, state);
  const instead =
    offered.length === 0 ? 'nothing can be done with it any more' : `it offers ${offered.join(', ')}`;
  return new Problem('action_not_available', {
    detail: `A booking of graph ${graph} that is ${state} does not offer this action: ${instead}.`,
    members: { state, available_actions: offered },
  });
}

const notUndone = ({ graph, state }: Booking): Problem =>
  new Problem('action_not_available', {
    detail: 'The cancellation cannot be undone any more: what was booked may be somebody else’s by now.',
    members: { state, available_actions: actionsIn(graph, state) },
  });

/** Refusals are answers; anything else is a failure. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

const tooLate = (): Problem =>
  new Problem('policy_refused', {
    detail: 'It is too late for the customer to change this booking: the merchant may still do it.',
    members: { policy: 'min_cancel_notice' },
  });
