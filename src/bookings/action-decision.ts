import type { CallerKind } from '../access/principal.js';
import type { Decision } from '../common/decision.js';
import { actionsIn, isCustomerAction, stepFrom, type Transition } from './graphs.js';

interface ActionFacts {
  readonly graph: string;
  readonly state: string;
  readonly caller: CallerKind;
}

/** May this caller take this action now, and what becomes of the booking? A customer takes customer actions only. */
export function decideAction(
  { graph, state, caller }: ActionFacts,
  action: string,
): Decision<Transition, 'not_offered' | 'not_theirs'> {
  const step = stepFrom(graph, state, action);
  if (step === null || !actionsIn(graph, state).includes(action)) return { refused: 'not_offered' };
  if (caller !== 'app' && !isCustomerAction(action)) return { refused: 'not_theirs' };
  return { ok: step };
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
