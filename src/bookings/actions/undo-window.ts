import type { Booking } from '../booking.entity.js';
import { heldIn, type Graph } from '../graphs/graphs.js';

/** Takes a cancellation back. In no graph's table, because it leads to wherever the booking came from; only a link may (contract 3). */
export const undoAction = 'undo';

/** What a cancelled booking kept becomes free, because nobody took the cancellation back in time. */
export const releaseAction = 'release';

const cancellations: ReadonlySet<string> = new Set([
  'cancel',
  'cancel_by_customer',
  'cancel_by_owner',
  'decline',
]);

/** Can a booking that took this action be brought back where the action leaves time for it? */
export const isUndoable = (action: string): boolean => cancellations.has(action);

/** What a booking holds now: what its state holds, and while its cancellation can be undone what the state before held. */
export const heldBy = ({
  graph,
  state,
  undoState,
}: Pick<Booking, 'graph' | 'state' | 'undoState'>): Graph['takes'] | null =>
  heldIn(graph, undoState ?? state);

/**
 * Until when its own cancellation can be undone, Unix milliseconds; null where it cannot be. A customer of an event that was
 * cancelled has no time of their own: they come back, or lose the seat, with the event.
 */
export const undoUntil = ({ undoState, dueAt }: Pick<Booking, 'undoState' | 'dueAt'>): number | null =>
  undoState === null ? null : dueAt;
