import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Chance } from '../../common/chance.js';
import { Problem } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import { ProjectsService } from '../../projects/projects.service.js';
import { draftOf, type NamedInBody } from './booking-draft.js';
import type { PreparedBooking } from './booking-insertion.service.js';
import { BookingsRepository } from '../bookings.repository.js';
import type { CreateBookingBody } from './create-booking.schemas.js';
import { Holds } from '../reservations/holds.service.js';
import { resourceSets } from './resource-choice.js';

/** Reads what a create says, before anything is locked or written. */
@Injectable()
export class BookingPreparation {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(Holds) private readonly holds: Holds,
    @Inject(Chance) private readonly chance: Chance,
  ) {}

  /** Throws validation_failed naming every wrong field, or forbidden. */
  async prepare(
    caller: Principal,
    body: CreateBookingBody,
    relationId: string | null = null,
  ): Promise<PreparedBooking> {
    const named = await this.namedIn(caller, body);
    const decision = draftOf(body, caller, named);
    if ('refused' in decision) throw new Problem('validation_failed', { errors: decision.refused });
    const { ok: draft, warnings } = decision;
    if (draft.graph === 'group_owner' && caller.kind !== 'app')
      throw new Problem('forbidden', {
        detail: 'Groups are made by the merchant.',
        reason: 'group_owner_not_theirs',
      });
    const { project, owner, hold } = named;
    const isSeat = draft.ownerBookingId !== null;
    return {
      draft,
      warnings,
      project: project?.project ?? null,
      owner,
      hold,
      sets: isSeat ? [[]] : resourceSets(draft.resourceId, project, () => this.chance.fraction()),
      relationId,
    };
  }

  private async namedIn(caller: Principal, body: CreateBookingBody): Promise<NamedInBody> {
    const ownerId = body.related?.owner_booking_id ?? null;
    const { project_id: projectId = null, reservation_id: holdId = null } = body;
    if (projectId === null && ownerId === null && holdId === null)
      return { project: null, owner: null, hold: null };
    const tenantId = caller.tenant.id;
    const named = await this.database.read(async (access) => ({
      project: projectId === null ? null : await this.projects.find(access, tenantId, projectId),
      owner:
        ownerId === null ? null : await this.bookings.findById(access, tenantId, { rows: 'all' }, ownerId),
      hold: holdId === null ? null : await this.holds.find(access, caller, holdId),
    }));
    const errors = {
      ...(projectId !== null && named.project === null && { project_id: ['names no project'] }),
      ...(ownerId !== null &&
        named.owner?.graph !== 'group_owner' && { 'related.owner_booking_id': ['names no group owner'] }),
      ...(holdId !== null && named.hold === null && { reservation_id: ['names no reservation'] }),
    };
    if (Object.keys(errors).length > 0) throw new Problem('validation_failed', { errors });
    return named;
  }
}
