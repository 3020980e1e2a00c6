import type { CallerKind } from '../access/principal.js';
import type { Decision } from '../common/decision.js';
import { isCustomerAction, stateAfter } from './graphs.js';

export interface ActionFacts {
  readonly graph: string;
  readonly state: string;
  readonly caller: CallerKind;
}

export interface StateChange {
  readonly state: string;
  readonly completed: boolean;
}

/** May this caller take this action now, and what becomes of the booking? A customer takes customer actions only. */
export function decideAction(
  { graph, state, caller }: ActionFacts,
  action: string,
): Decision<StateChange, 'not_offered' | 'not_theirs'> {
  const next = stateAfter(graph, state, action);
  if (next === null) return { refused: 'not_offered' };
  if (caller !== 'app' && !isCustomerAction(action)) return { refused: 'not_theirs' };
  return { ok: { state: next, completed: action === 'complete' } };
}
