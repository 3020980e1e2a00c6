import { Inject, Injectable } from '@nestjs/common';
import { policiesOf, type ProjectRules } from '../../availability/booking-rules.js';
import { occupiedOf, slotFactsOf } from '../../availability/slot-facts.js';
import { grouped, nearOf, windowOf } from '../../availability/slot-window.js';
import { isRefused } from '../../common/decision.js';
import { invalid, Problem } from '../../common/problem.js';
import type { ReadAccess } from '../../database/access.js';
import { Occupancies } from '../../occupancy/occupancies.service.js';
import type { Occupancy } from '../../occupancy/occupancy.entity.js';
import { ProjectsService } from '../../projects/projects.service.js';
import type { Resource } from '../../resources/resource.entity.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { Interval } from '../../schedule/interval.js';
import type { Policies } from '../../schedule/policies.js';
import { decideSlot, type SlotRefusal } from '../../schedule/slot-decision.js';
import type { Booking } from '../booking.entity.js';
import type { BookingWork } from '../booking-work.js';
import { BookingsRepository } from '../bookings.repository.js';
import { heldTogether, type ResourceSet } from './resource-choice.js';
import { slotProblem } from './slot-refusal.js';
import { StateWriter } from '../actions/state-writer.service.js';
import { heldUntil } from '../graphs/timed-transitions.js';
import { heldBy } from '../actions/undo-window.js';

/** A time of resources that a booking is about to take. */
export interface SlotWish {
  /** Held together, the one that the booking shows first. */
  readonly resourceIds: ResourceSet;
  readonly project: ProjectRules | null;
  readonly slot: Interval;
  readonly isPastAllowed: boolean;
  readonly isOutsideHoursAllowed?: boolean;
  readonly isOverlapAllowed?: boolean;
  /** The merchant agrees to a time that was asked for earlier: notice and window do not count again. */
  readonly isAgreed?: boolean;
  /** Bookings whose time does not count. */
  readonly without?: readonly string[];
}

/** A time that was found free, while its resources are locked. */
export interface ClaimedSlot {
  readonly resources: readonly { readonly resource: Resource; readonly policies: Policies }[];
  readonly isOverlapAllowed: boolean;
}

/** Milliseconds kept free around a booking of that time, by the policies of the resource that it shows. */
export const buffersOf = ({ resources }: ClaimedSlot): Pick<Booking, 'bufferBefore' | 'bufferAfter'> => {
  const policies = resources[0]?.policies;
  return { bufferBefore: policies?.bufferBeforeMs ?? 0, bufferAfter: policies?.bufferAfterMs ?? 0 };
};

type RowsByResource = ReadonlyMap<string, readonly Occupancy[]>;

const nothingClaimed: ClaimedSlot = { resources: [], isOverlapAllowed: false };

/** Takes time of resources: nobody else gets it while, and after, it was found free (contract 2, "No double booking, ever"). */
@Injectable()
export class SlotKeeper {
  constructor(
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(StateWriter) private readonly states: StateWriter,
  ) {}

  /** Throws as `claim` does where it is plain already that the slot cannot be had; locks nothing. */
  async look(access: ReadAccess, tenantId: string, wish: SlotWish, nowMs: number): Promise<void> {
    const found = await this.resources.findForBooking(access, tenantId, wish.resourceIds, { lock: false });
    await this.decide(access, tenantId, inOrder(found, wish.resourceIds), wish, nowMs);
  }

  /** Those of the wish's resources that are free alone, in its order. Throws slot_taken or policy_refused where none is. */
  async freeAmong(
    access: ReadAccess,
    tenantId: string,
    wish: SlotWish,
    nowMs: number,
  ): Promise<readonly ResourceSet[]> {
    const found = await this.resources.findForBooking(access, tenantId, wish.resourceIds, { lock: false });
    const rows = await this.rowsAround(access, tenantId, found, wish);
    const byId = new Map(found.map((resource) => [resource.id, resource]));
    const refusals: SlotRefusal[] = [];
    const free = wish.resourceIds.filter((id) => {
      const resource = byId.get(id);
      const refused = resource === undefined ? 'taken' : refusalOf(resource, rows, wish, nowMs);
      if (refused !== null) refusals.push(refused);
      return refused === null;
    });
    if (free.length > 0) return free.map((id) => [id]);
    throw slotProblem(refusals.includes('taken') ? 'taken' : (refusals[0] ?? 'taken'));
  }

  /**
   * Locks the resources and finds the slot free on each, or throws slot_taken, policy_refused, or validation_failed where a
   * resource is not there. Bookings whose time there is over by itself are settled. The caller then writes and holds.
   */
  async claim(work: BookingWork, wish: SlotWish): Promise<ClaimedSlot> {
    const { transaction, tenantId, nowMs } = work;
    if (wish.resourceIds.length === 0) return nothingClaimed;
    const locked = await this.resources.findForBooking(transaction, tenantId, wish.resourceIds, {
      lock: true,
    });
    const resources = inOrder(locked, wish.resourceIds);
    const rows = await this.decide(transaction, tenantId, resources, wish, nowMs);
    for (const id of overdueIn(rows, wish, nowMs))
      if (!(await this.isOver(work, id))) throw slotProblem('taken');
    return {
      resources: resources.map((resource) => ({ resource, policies: policiesOf(resource, wish.project) })),
      isOverlapAllowed: wish.isOverlapAllowed ?? false,
    };
  }

  /** Writes a new booking, and what its state holds of what was claimed. */
  async insert({ transaction }: BookingWork, booking: Booking, claimed: ClaimedSlot): Promise<void> {
    const insertion = this.bookings.insertion(transaction, booking);
    await this.occupancies.hold(transaction, occupanciesOf(booking, claimed), insertion);
  }

  /** As `insert`, when the work does nothing to bookings any more. */
  insertLastly({ transaction }: BookingWork, booking: Booking, claimed: ClaimedSlot): void {
    const insertion = this.bookings.insertion(transaction, booking);
    this.occupancies.holdLastly(transaction, occupanciesOf(booking, claimed), insertion);
  }

  /**
   * A booking that was asked for takes its time now, in the state that the row says it will have. Overlap, buffers and the
   * day's number count; when and how early it was asked for does not any more. Throws slot_taken or policy_refused.
   */
  async take(work: BookingWork, booking: Booking): Promise<void> {
    const { resourceId, projectId, startsAt, endsAt, settings } = booking;
    if (resourceId === null) return;
    const found =
      projectId === null ? null : await this.projects.find(work.transaction, work.tenantId, projectId);
    const claimed = await this.claim(work, {
      resourceIds: heldTogether(resourceId, found),
      project: found?.project ?? null,
      slot: { start: startsAt, end: endsAt },
      isPastAllowed: true,
      isOutsideHoursAllowed: true,
      isOverlapAllowed: settings['allow_double_bookings'] === true,
      isAgreed: true,
    });
    await this.occupancies.hold(work.transaction, occupanciesOf(booking, claimed));
  }

  /** The occupancies that were looked at; throws the first resource's refusal. */
  private async decide(
    access: ReadAccess,
    tenantId: string,
    resources: readonly Resource[],
    wish: SlotWish,
    nowMs: number,
  ): Promise<RowsByResource> {
    const rows = await this.rowsAround(access, tenantId, resources, wish);
    for (const resource of resources) {
      const refused = refusalOf(resource, rows, wish, nowMs);
      if (refused !== null) throw slotProblem(refused);
    }
    return rows;
  }

  private async rowsAround(
    access: ReadAccess,
    tenantId: string,
    resources: readonly Resource[],
    { slot, project }: SlotWish,
  ): Promise<RowsByResource> {
    const ids = resources.map(({ id }) => id);
    const policies = resources.map((resource) => policiesOf(resource, project));
    const window = windowOf(resources, slot);
    return grouped(await this.occupancies.overlapping(access, tenantId, ids, window, nearOf(policies, slot)));
  }

  /** Settles a booking whose time here was over. It is not where somebody was quicker by a clock that is behind: an undo, a payment. */
  private async isOver(work: BookingWork, bookingId: string): Promise<boolean> {
    const { transaction, tenantId } = work;
    const booking = await this.bookings.findLocked(transaction, tenantId, { rows: 'all' }, bookingId);
    return booking === null || heldBy(await this.states.settle(work, booking)) !== 'resource';
  }
}

function occupanciesOf(booking: Booking, claimed: ClaimedSlot): Occupancy[] {
  const { tenantId, id: bookingId, graph, state, startsAt, endsAt } = booking;
  if (heldBy(booking) !== 'resource') return [];
  const until = heldUntil(graph, state, booking);
  return claimed.resources.map(({ resource, policies }) => ({
    tenantId,
    bookingId,
    resourceId: resource.id,
    startsAt,
    endsAt,
    exclusive: !claimed.isOverlapAllowed,
    bufferBefore: policies.bufferBeforeMs,
    bufferAfter: policies.bufferAfterMs,
    until,
  }));
}

function inOrder(found: readonly Resource[], ids: ResourceSet): readonly Resource[] {
  const byId = new Map(found.map((resource) => [resource.id, resource]));
  return ids.map((id) => {
    const resource = byId.get(id);
    if (resource === undefined) throw invalid('resource_id', 'names no resource');
    return resource;
  });
}

/** The one decision that availability and creating share; null where the slot is free. */
function refusalOf(
  resource: Resource,
  rows: RowsByResource,
  wish: SlotWish,
  nowMs: number,
): SlotRefusal | null {
  const occupied = occupiedOf(rows.get(resource.id) ?? [], nowMs, wish.without);
  const facts = slotFactsOf(resource, wish.project, occupied, { ...wish, nowMs });
  const agreed = { ...facts.policies, minBookingNoticeMs: null, maxBookingWindowMs: null };
  const decision = decideSlot(wish.slot, wish.isAgreed === true ? { ...facts, policies: agreed } : facts);
  return isRefused(decision) ? decision.refused : null;
}

/** Bookings whose rows lie in the way though their time is over. */
function overdueIn(rows: RowsByResource, { slot, without = [] }: SlotWish, nowMs: number): Set<string> {
  const over = [...rows.values()]
    .flat()
    .filter(
      ({ until, startsAt, endsAt, bookingId }) =>
        until !== null &&
        until <= nowMs &&
        startsAt < slot.end &&
        endsAt > slot.start &&
        !without.includes(bookingId),
    );
  return new Set(over.map(({ bookingId }) => bookingId));
}

/** Is it an answer about the time asked for, rather than a failure? */
export const isSlotRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && (error.code === 'slot_taken' || error.code === 'policy_refused');
