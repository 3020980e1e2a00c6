import type { Booking } from '../booking.entity.js';
import { stepFrom, type Transition } from '../graphs/graphs.js';
import { dueIn } from '../graphs/timed-transitions.js';
import { releaseAction } from './undo-window.js';

/** What a step changes of a booking's row. */
export type StateChange = Pick<
  Booking,
  'state' | 'completed' | 'undoState' | 'dueAt' | 'dueAction' | 'updatedAt'
>;

interface ChangeFacts {
  readonly nowMs: number;
  /** How long it can be undone, milliseconds; 0: not at all. */
  readonly undoMs: number;
}

/** What becomes of a booking that takes the step now. */
export function changeBy(
  held: Pick<Booking, 'graph' | 'state' | 'endsAt' | 'settings'>,
  { action, to }: Transition,
  { nowMs, undoMs }: ChangeFacts,
): StateChange {
  const changed = { state: to, completed: action === 'complete', updatedAt: nowMs };
  if (undoMs > 0)
    return { ...changed, undoState: held.state, dueAt: nowMs + undoMs, dueAction: releaseAction };
  return { ...changed, undoState: null, ...dueIn(held.graph, to, { ...held, sinceMs: nowMs }) };
}

/** The step that is due by now, or null where none is. */
export function dueStep(
  {
    graph,
    state,
    undoState,
    dueAt,
    dueAction,
  }: Pick<Booking, 'graph' | 'state' | 'undoState' | 'dueAt' | 'dueAction'>,
  nowMs: number,
): Transition | null {
  if (dueAt === null || dueAction === null || dueAt > nowMs) return null;
  if (dueAction !== releaseAction) return stepFrom(graph, state, dueAction);
  return undoState === null ? null : { from: state, action: releaseAction, to: state };
}

/** The booking as settling would find it: everything that is due by now has happened to it. Nothing is written. */
export function settledAt(booking: Booking, nowMs: number): Booking {
  let settled = booking;
  for (let step = dueStep(settled, nowMs); step !== null; step = dueStep(settled, nowMs))
    settled = { ...settled, ...changeBy(settled, step, { nowMs, undoMs: 0 }) };
  return settled;
}
