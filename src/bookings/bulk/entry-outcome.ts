import { Problem } from '../../common/problem.js';
import type { Booking } from '../booking.entity.js';

/** What became of one entry of a bulk request. */
export type EntryOutcome =
  { readonly booking: Booking; readonly warnings: readonly string[] } | { readonly problem: Problem };

/** Ends a unit of work in which one entry failed: nothing of it stands. */
export class EntryFailed extends Error {
  override readonly name = 'EntryFailed';

  constructor(
    readonly index: number,
    readonly problem: Problem,
  ) {
    super(`Entry ${index} failed`);
  }
}

/** Of an entry that was in order itself. */
export const notKept = (): EntryOutcome => ({
  problem: new Problem('entry_not_kept', {
    detail: 'Another entry failed: nothing was done for this one.',
  }),
});

/** Outcomes where these entries failed and nothing of any entry stands. */
export const allUndone = (count: number, failed: ReadonlyMap<number, Problem>): EntryOutcome[] =>
  Array.from({ length: count }, (_, index) => {
    const problem = failed.get(index);
    return problem === undefined ? notKept() : { problem };
  });
