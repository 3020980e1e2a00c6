import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { newId } from '../../common/ids.js';
import { Problem } from '../../common/problem.js';
import { errorsOf } from '../../http/validation.js';
import { ResourcesService } from '../../resources/resources.service.js';
import { readActionInputs } from '../actions/action-inputs.js';
import { BookingActions, type WantedAction } from '../actions/booking-actions.service.js';
import { BookingCreation } from '../creation/booking-creation.service.js';
import { BookingInsertion, type PreparedBooking } from '../creation/booking-insertion.service.js';
import { BookingPreparation } from '../creation/booking-preparation.service.js';
import type { BookingWork } from '../booking-work.js';
import { BulkRuns, type BulkRules, type EntryRunner, type ReadEntry } from './bulk-runs.service.js';
import { bulkActionSchema, type BulkBody } from './bulk.schemas.js';
import { createBookingSchema } from '../creation/create-booking.schemas.js';
import type { EntryOutcome } from './entry-outcome.js';

type AnswerOfBulk<Answer> = (outcomes: readonly EntryOutcome[], work: BookingWork | null) => Promise<Answer>;

type ActionEntry = WantedAction & { readonly warnings: readonly string[] };

/** Many bookings in one request, each read and refused by itself as a single call would be. */
@Injectable()
export class BulkBookings {
  constructor(
    @Inject(BulkRuns) private readonly runs: BulkRuns,
    @Inject(BookingPreparation) private readonly preparation: BookingPreparation,
    @Inject(BookingCreation) private readonly creation: BookingCreation,
    @Inject(BookingInsertion) private readonly insertion: BookingInsertion,
    @Inject(BookingActions) private readonly actions: BookingActions,
    @Inject(ResourcesService) private readonly resources: ResourcesService,
  ) {}

  async create<Answer>(
    caller: Principal,
    requestId: string,
    body: BulkBody,
    answer: AnswerOfBulk<Answer>,
  ): Promise<Answer> {
    const relationId = body.relate_bookings === true ? newId() : null;
    const entries: ReadEntry<PreparedBooking>[] = [];
    for (const entry of body.bookings) entries.push(await this.readCreate(caller, entry, relationId));
    const runner: EntryRunner<PreparedBooking> = {
      alone: (prepared) => this.creation.place(caller, requestId, prepared, async (_, created) => created),
      within: async (work, prepared) => ({
        ...(await this.insertion.insert(work, caller, prepared, prepared.sets, { isLast: false })),
        warnings: prepared.warnings,
      }),
      prepare: async ({ transaction, tenantId }, all) => {
        const ids = new Set(all.flatMap(({ sets }) => sets.flat()));
        await this.resources.findForBooking(transaction, tenantId, ids, { lock: true });
      },
    };
    return this.runs.run(caller, requestId, entries, runner, rulesOf(body), answer);
  }

  act<Answer>(
    caller: Principal,
    requestId: string,
    body: BulkBody,
    answer: AnswerOfBulk<Answer>,
  ): Promise<Answer> {
    const runner: EntryRunner<ActionEntry> = {
      alone: (wanted) =>
        this.actions.act(caller, requestId, wanted, async (_, booking) => ({
          booking,
          warnings: wanted.warnings,
        })),
      within: async (work, wanted) => ({
        booking: await this.actions.actIn(work, caller, wanted),
        warnings: wanted.warnings,
      }),
    };
    return this.runs.run(caller, requestId, body.bookings.map(readAction), runner, rulesOf(body), answer);
  }

  private async readCreate(
    caller: Principal,
    entry: unknown,
    relationId: string | null,
  ): Promise<ReadEntry<PreparedBooking>> {
    const read = createBookingSchema.safeParse(entry);
    if (!read.success) return { problem: notValid(read.error.issues) };
    try {
      return { ok: await this.preparation.prepare(caller, read.data, relationId) };
    } catch (error) {
      if (error instanceof Problem) return { problem: error };
      throw error;
    }
  }
}

const rulesOf = (body: BulkBody): BulkRules => ({
  isAllOrNothing: body.delete_all_on_error === true,
  isStoppedByError: body.stop_on_first_error === true,
});

/** Inputs stand beside `id` and `action`, or under the action's name as in a call of its own. */
function readAction(entry: unknown): ReadEntry<ActionEntry> {
  const read = bulkActionSchema.safeParse(entry);
  if (!read.success) return { problem: notValid(read.error.issues) };
  const { id, action, ...rest } = read.data;
  try {
    const { inputs, warnings } = readActionInputs(
      Object.hasOwn(rest, action) ? rest : { [action]: rest },
      action,
    );
    return { ok: { id, action, inputs, warnings } };
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

const notValid = (issues: Parameters<typeof errorsOf>[0]): Problem =>
  new Problem('validation_failed', { errors: errorsOf(issues) });
