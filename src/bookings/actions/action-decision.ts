import type { CallerKind } from '../../access/principal.js';
import type { Decision } from '../../common/decision.js';
import type { Booking } from '../booking.entity.js';
import { actionsIn, heldIn, isCustomerAction, stepFrom, type Transition } from '../graphs/graphs.js';
import { undoAction, undoUntil } from './undo-window.js';

interface ActionFacts {
  readonly graph: string;
  readonly state: string;
  readonly caller: CallerKind;
  /** The one action that the caller's link is for; of others there is none. */
  readonly linked?: string | null;
}

/** The merchant's server, whoever's token its key narrowed to the action's path, and a link, which is for one action. */
const mayTakeAny: ReadonlySet<CallerKind> = new Set(['app', 'minted', 'action']);

/**
 * May this caller take this action now, and what becomes of the booking? A user takes customer actions only, a link the one
 * that it is for, and a signed search, which is there to look at bookings, none.
 */
export function decideAction(
  { graph, state, caller, linked = null }: ActionFacts,
  action: string,
): Decision<Transition, 'not_offered' | 'not_theirs'> {
  if (caller === 'customer' || (caller === 'action' && linked !== action)) return { refused: 'not_theirs' };
  const step = stepFrom(graph, state, action);
  if (step === null || !actionsIn(graph, state).includes(action)) return { refused: 'not_offered' };
  return mayTakeAny.has(caller) || isCustomerAction(action) ? { ok: step } : { refused: 'not_theirs' };
}

type Undoable = Pick<Booking, 'graph' | 'state' | 'undoState' | 'dueAt'>;

/** Can the cancellation of a settled booking be undone now? A seat only comes back to an event that is there: `event` is the one of a seat. */
export function decideUndo(
  booking: Undoable,
  event: Pick<Booking, 'graph' | 'state'> | null,
): Decision<Transition, 'nothing_to_undo' | 'event_is_over'> {
  const { graph, state, undoState } = booking;
  if (undoState === null || undoUntil(booking) === null) return { refused: 'nothing_to_undo' };
  const isSeat = heldIn(graph, undoState) === 'seat';
  if (isSeat && (event === null || heldIn(event.graph, event.state) === null))
    return { refused: 'event_is_over' };
  return { ok: { from: state, action: undoAction, to: undoState } };
}

interface NoticeFacts {
  /** Unix milliseconds, as is `nowMs`. */
  readonly startsAt: number;
  readonly nowMs: number;
  /** How long before the start a customer may still act; null where the merchant has no such rule. */
  readonly minCancelNoticeMs: number | null;
}

/** Does a customer's action come in time? It is the customer's whoever takes it; the merchant's own actions are not bound. */
export const comesInTime = ({ startsAt, nowMs, minCancelNoticeMs }: NoticeFacts): boolean =>
  minCancelNoticeMs === null || nowMs <= startsAt - minCancelNoticeMs;
