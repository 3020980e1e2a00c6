import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { newId } from '../../common/ids.js';
import { invalid } from '../../common/problem.js';
import { ProjectsService, type ProjectWithResources } from '../../projects/projects.service.js';
import { UsersService } from '../../users/users.service.js';
import type { Booking } from '../booking.entity.js';
import { userGone } from '../creation/booking-user.js';
import { journaled, type BookingWork } from '../booking-work.js';
import type { Transition } from '../graphs/graphs.js';
import { rescheduledBooking } from './rescheduled-booking.js';
import type { RescheduleInputs } from './reschedule.schemas.js';
import { heldTogether } from '../creation/resource-choice.js';
import { buffersOf, SlotKeeper } from '../creation/slot-keeper.service.js';
import { StateWriter } from '../actions/state-writer.service.js';

/** Moves a booking: the old one ends, and a new one stands in its place, both or neither (contract 2). */
@Injectable()
export class Rescheduling {
  constructor(
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(SlotKeeper) private readonly slots: SlotKeeper,
    @Inject(StateWriter) private readonly states: StateWriter,
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  /**
   * The new booking, in the state that the old one had. `held` is locked and settled, and `step` is decided. Its own time
   * counts as free. Throws slot_taken, policy_refused or validation_failed; then the work must be given up.
   */
  async rescheduleIn(
    work: BookingWork,
    { kind }: Pick<Principal, 'kind'>,
    held: Booking,
    step: Transition,
    inputs: RescheduleInputs,
  ): Promise<Booking> {
    const { transaction, tenantId, nowMs } = work;
    await this.requireUser(work, kind, held.userId);
    const found =
      held.projectId === null ? null : await this.projects.find(transaction, tenantId, held.projectId);
    const resourceId = resourceFor(held, inputs.resource_id ?? null, found);
    const id = newId();
    const after = await this.states.write(work, held, step, { details: { rescheduled_to: id } });
    if (after === null) throw new Error('A locked booking was changed.');
    // What the merchant allowed for the old time, others have for the new one only where the project gives it to everyone.
    const isAllowed = (setting: string): boolean =>
      allows(setting, found?.project.booking['settings']) ||
      (kind === 'app' && allows(setting, held.settings));
    const claimed = await this.slots.claim(work, {
      resourceIds: resourceId === null ? [] : heldTogether(resourceId, found),
      project: found?.project ?? null,
      slot: { start: inputs.start, end: inputs.end },
      isPastAllowed: kind === 'app',
      isOutsideHoursAllowed: isAllowed('allow_outside_hours'),
      isOverlapAllowed: isAllowed('allow_double_bookings'),
    });
    const booking = rescheduledBooking(held, inputs, {
      id,
      resourceId,
      ...buffersOf(claimed),
      nowMs,
    });
    await this.slots.insert(work, booking, claimed);
    const details = {
      rescheduled_from: held.id,
      resource_id: resourceId,
      start: booking.startsAt,
      end: booking.endsAt,
    };
    journaled(work, { bookingId: id, action: 'reschedule', from: null, to: booking.state, details });
    return booking;
  }

  /** Until the work is done the user is not erased, so that nothing of theirs is written after their erasure. */
  private async requireUser(
    { transaction, tenantId }: BookingWork,
    kind: Principal['kind'],
    userId: string | null,
  ): Promise<void> {
    if (userId === null) return;
    const mayKeep = await this.users.mayKeep(transaction, tenantId, userId);
    if (kind === 'user' && !mayKeep) throw userGone();
  }
}

/** The resource asked for, which the project must have where there is one, or the one it has. */
function resourceFor(held: Booking, asked: string | null, found: ProjectWithResources | null): string | null {
  if (asked === null || asked === held.resourceId) return held.resourceId;
  if (found !== null && !found.resourceIds.includes(asked))
    throw invalid('resource_id', 'names no resource of the project');
  return asked;
}

const allows = (setting: string, settings: unknown): boolean =>
  (settings as Readonly<Record<string, unknown>> | null | undefined)?.[setting] === true;
