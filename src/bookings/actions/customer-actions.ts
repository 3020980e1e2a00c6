import { comesInTime } from './action-decision.js';
import { actionsIn, isCustomerAction } from '../graphs/graphs.js';

/** Milliseconds, Unix time. */
interface CustomerActionFacts {
  readonly graph: string;
  readonly state: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly nowMs: number;
  /** The stricter one of resource and project; null where neither has one. */
  readonly minCancelNoticeMs: number | null;
}

/** What graph, state and policy let the customer of a booking do now, in the graph's order; nothing once it has ended. */
export function customerActionsNow(facts: CustomerActionFacts): string[] {
  if (facts.nowMs >= facts.endsAt || !comesInTime(facts)) return [];
  return customerActionsIn(facts);
}

/** What the state offers the customer, whenever that is. */
export const customerActionsIn = ({ graph, state }: Pick<CustomerActionFacts, 'graph' | 'state'>): string[] =>
  actionsIn(graph, state).filter(isCustomerAction);
