import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Problem } from '../../common/problem.js';
import { actorOf } from '../../journal/journal-actor.js';
import type { BookingWork } from '../booking-work.js';
import { BookingWrites } from '../booking-writes.service.js';
import { allUndone, EntryFailed, notKept, type EntryOutcome } from './entry-outcome.js';

/** What one entry wants: read already, or refused. */
export type ReadEntry<Wanted> = { readonly ok: Wanted } | { readonly problem: Problem };

/** How entries are carried out, alone and together with others. */
export interface EntryRunner<Wanted> {
  alone(wanted: Wanted): Promise<EntryOutcome>;
  /** Throws the Problem of an entry that fails. */
  within(work: BookingWork, wanted: Wanted): Promise<EntryOutcome>;
  /** What the entries will touch is locked in one order, so that two bulk requests do not wait for each other. */
  prepare?(work: BookingWork, all: readonly Wanted[]): Promise<void>;
}

export interface BulkRules {
  readonly isAllOrNothing: boolean;
  readonly isStoppedByError: boolean;
}

/** Carries out the entries of bulk requests in their order (contract 2, "bulk"). */
@Injectable()
export class BulkRuns {
  private readonly logger = new Logger(BulkRuns.name);

  constructor(@Inject(BookingWrites) private readonly writes: BookingWrites) {}

  /** One outcome for each entry; `answer` is made within the transaction where there is one for all. */
  async run<Wanted, Answer>(
    caller: Principal,
    requestId: string,
    entries: readonly ReadEntry<Wanted>[],
    runner: EntryRunner<Wanted>,
    { isAllOrNothing, isStoppedByError }: BulkRules,
    answer: (outcomes: readonly EntryOutcome[], work: BookingWork | null) => Promise<Answer>,
  ): Promise<Answer> {
    if (!isAllOrNothing) return answer(await this.oneByOne(entries, runner, isStoppedByError), null);
    const failed = new Map(
      entries.flatMap((entry, index) => ('problem' in entry ? [[index, entry.problem] as const] : [])),
    );
    if (failed.size > 0) return answer(allUndone(entries.length, failed), null);
    const wanted = entries.flatMap((entry) => ('ok' in entry ? [entry.ok] : []));
    try {
      return await this.writes.run(caller.tenant.id, actorOf(caller, requestId), async (work) =>
        answer(await together(work, wanted, runner), work),
      );
    } catch (error) {
      if (!(error instanceof EntryFailed)) throw error;
      return answer(allUndone(entries.length, new Map([[error.index, error.problem]])), null);
    }
  }

  private async oneByOne<Wanted>(
    entries: readonly ReadEntry<Wanted>[],
    runner: EntryRunner<Wanted>,
    isStoppedByError: boolean,
  ): Promise<EntryOutcome[]> {
    const outcomes: EntryOutcome[] = [];
    for (const entry of entries) {
      const last = outcomes.at(-1);
      const isStopped = isStoppedByError && last !== undefined && 'problem' in last;
      outcomes.push(
        isStopped ? notKept() : 'problem' in entry ? entry : await this.settled(runner.alone(entry.ok)),
      );
    }
    return outcomes;
  }

  /** Entries before this one stand already: whatever goes wrong is this entry's. */
  private settled(outcome: Promise<EntryOutcome>): Promise<EntryOutcome> {
    return outcome.catch((error: unknown) => {
      if (error instanceof Problem) return { problem: error };
      this.logger.error({ message: 'an entry of a bulk request failed', reason: String(error) });
      return { problem: new Problem('internal_error', { cause: error }) };
    });
  }
}

async function together<Wanted>(
  work: BookingWork,
  wanted: readonly Wanted[],
  runner: EntryRunner<Wanted>,
): Promise<EntryOutcome[]> {
  await runner.prepare?.(work, wanted);
  const outcomes: EntryOutcome[] = [];
  for (const [index, one] of wanted.entries()) {
    try {
      outcomes.push(await runner.within(work, one));
    } catch (error) {
      throw error instanceof Problem ? new EntryFailed(index, error) : error;
    }
  }
  return outcomes;
}
