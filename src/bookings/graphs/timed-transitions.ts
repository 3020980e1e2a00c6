import { isJsonObject, type JsonObject } from '../../common/free-form.js';
import { hourMs, minuteMs } from '../../common/time-spans.js';
import type { Booking } from '../booking.entity.js';
import { heldIn, stepFrom, transitionsFrom } from './graphs.js';
import { releaseAction } from '../actions/undo-window.js';

/** How long a payment may take (contract 2, "Graphs"). */
export const paymentTimeMs = 5 * minuteMs;
/** A booking completes by itself so long after its end. */
export const completedAfterEndMs = hourMs;

interface DueFacts {
  readonly endsAt: number;
  readonly settings: JsonObject;
  /** When the state was entered. */
  readonly sinceMs: number;
  /** Of a hold: how long it lasts from then on. */
  readonly holdTimeMs?: number;
}

/** The step that a booking takes by itself next. */
interface Due {
  readonly dueAt: number;
  readonly dueAction: string;
}

export const nothingDue = { dueAt: null, dueAction: null } as const;

/** What happens by itself in a state, and when; nothing where the state is an end, or completing by itself is switched off. */
export function dueIn(
  graph: string,
  state: string,
  { endsAt, settings, sinceMs, holdTimeMs = 0 }: DueFacts,
): Due | typeof nothingDue {
  for (const { action, afterwards } of transitionsFrom(graph, state)) {
    if (afterwards === 'payment_time') return { dueAt: sinceMs + paymentTimeMs, dueAction: action };
    if (afterwards === 'hold_time') return { dueAt: sinceMs + holdTimeMs, dueAction: action };
  }
  return stepFrom(graph, state, 'complete') !== null && completesByItself(settings)
    ? { dueAt: Math.max(endsAt + completedAfterEndMs, sinceMs), dueAction: 'complete' }
    : nothingDue;
}

function completesByItself(settings: JsonObject): boolean {
  const setting = settings['auto_complete_one_hour_after_booking_ends'];
  return (isJsonObject(setting) ? setting['enabled'] : setting) !== false;
}

/** From when on its resource is free again without anybody's doing; null where only a change frees it. */
export function heldUntil(
  graph: string,
  state: string,
  { dueAt, dueAction }: Pick<Booking, 'dueAt' | 'dueAction'>,
): number | null {
  if (dueAction === null) return null;
  if (dueAction === releaseAction) return dueAt;
  const step = stepFrom(graph, state, dueAction);
  return step !== null && heldIn(graph, step.to) === null ? dueAt : null;
}
