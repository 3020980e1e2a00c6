import { describe, expect, it } from '@jest/globals';
import { comesInTime, decideAction } from '../actions/action-decision.js';
import {
  actionsIn,
  allActions,
  graphNames,
  graphs,
  heldIn,
  isCustomerAction,
  stepFrom,
  transitionsFrom,
  type Graph,
} from './graphs.js';

const statesOf = ({ createdIn, transitions }: Graph) => [
  ...new Set([createdIn, ...transitions.map(({ to }) => to)]),
];

describe.each(graphNames)('graph %s', (name) => {
  const graph: Graph = graphs[name];
  const { createdIn, holdsIn, transitions } = graph;

  it('offers each action once in a state', () => {
    const steps = transitions.map(({ from, action }) => `${from} ${action}`);
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('reaches every state from the one it is created in', () => {
    const reached = new Set([createdIn]);
    for (let round = 0; round < transitions.length; round += 1) {
      for (const { from, to } of transitions) if (reached.has(from)) reached.add(to);
    }
    expect(transitions.map(({ from }) => from).filter((state) => !reached.has(state))).toEqual([]);
  });

  it('lets nothing happen after an end', () => {
    const ends = transitions
      .map(({ to }) => to)
      .filter((state) => !transitions.some(({ from }) => from === state));
    expect(ends.length).toBeGreaterThan(0);
    for (const state of ends) {
      expect(actionsIn(name, state)).toEqual([]);
      expect(transitionsFrom(name, state)).toEqual([]);
    }
  });

  it('holds what it takes in states of its own, and gives it up at an end only', () => {
    expect(statesOf(graph)).toEqual(expect.arrayContaining([...holdsIn]));
    for (const { from, to } of transitions) {
      if (heldIn(name, from) !== null && transitionsFrom(name, to).length > 0)
        expect([name, to, heldIn(name, to)]).toEqual([name, to, graph.takes]);
    }
  });

  it('has no state, action or hold under a name of JavaScript’s own objects', () => {
    for (const state of ['__proto__', 'constructor', 'toString']) {
      expect(actionsIn(name, state)).toEqual([]);
      expect(heldIn(name, state)).toBeNull();
      expect(stepFrom(name, createdIn, state)).toBeNull();
    }
  });
});

/** Contract 2, "Graphs", as it is printed there: graph, state, action, next state. */
const contract: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  [
    'instant',
    'confirmed',
    {
      cancel: 'cancelled',
      cancel_by_customer: 'cancelled_by_customer',
      complete: 'completed',
      no_show: 'no_show',
      reschedule_by_customer: 'rescheduled_by_customer',
    },
  ],
  ['confirm_decline', 'tentative', { confirm: 'confirmed', decline: 'declined' }],
  [
    'confirm_decline',
    'confirmed',
    {
      cancel: 'cancelled',
      cancel_by_customer: 'cancelled_by_customer',
      complete: 'completed',
      no_show: 'no_show',
      reschedule_by_customer: 'rescheduled_by_customer',
    },
  ],
  ['instant_payment', 'tentative', { pay: 'paid' }],
  [
    'instant_payment',
    'paid',
    {
      cancel: 'cancelled',
      cancel_by_customer: 'cancelled_by_customer',
      complete: 'completed',
      no_show: 'no_show',
      reschedule_by_customer: 'rescheduled_by_customer',
    },
  ],
  ['group_owner', 'tentative', { cancel: 'cancelled', complete: 'completed' }],
  [
    'group_customer',
    'confirmed',
    {
      complete: 'completed',
      cancel_by_customer: 'cancelled_by_customer',
      cancel_by_owner: 'cancelled_by_owner',
    },
  ],
  ['group_customer_payment', 'tentative', { pay: 'paid', cancel_by_owner: 'cancelled_by_owner' }],
  [
    'group_customer_payment',
    'paid',
    {
      cancel_by_owner: 'cancelled_by_owner',
      cancel_by_customer: 'cancelled_by_customer',
      complete: 'completed',
    },
  ],
  ['reservation', 'reserved', {}],
];

describe('the table', () => {
  it.each(contract)('offers of %s in %s what the contract prints', (graph, state, steps) => {
    expect(
      Object.fromEntries(
        actionsIn(graph, state).map((action) => [action, stepFrom(graph, state, action)?.to]),
      ),
    ).toEqual(steps);
  });

  it('has no other state that offers anything', () => {
    const offering = graphNames.flatMap((name) =>
      statesOf(graphs[name])
        .filter((state) => transitionsFrom(name, state).length > 0)
        .map((state) => `${name} ${state}`),
    );
    expect(offering.sort()).toEqual(contract.map(([graph, state]) => `${graph} ${state}`).sort());
  });

  it.each([
    ['instant_payment', 'tentative', 'timeout', 'unpaid'],
    ['group_customer_payment', 'tentative', 'timeout', 'unpaid'],
    ['reservation', 'reserved', 'expired', 'expired'],
  ])('lets %s in %s take %s by itself alone', (graph, state, action, to) => {
    expect(stepFrom(graph, state, action)?.to).toBe(to);
    expect(actionsIn(graph, state)).not.toContain(action);
    expect(decideAction({ graph, state, caller: 'app' }, action)).toEqual({ refused: 'not_offered' });
    expect(allActions).not.toContain(action);
  });

  it.each([
    ['instant', 'confirmed', 'resource'],
    ['instant', 'cancelled', null],
    ['instant', 'rescheduled_by_customer', null],
    ['instant', 'no_show', 'resource'],
    ['confirm_decline', 'tentative', null],
    ['confirm_decline', 'confirmed', 'resource'],
    ['confirm_decline', 'declined', null],
    ['instant_payment', 'tentative', 'resource'],
    ['instant_payment', 'paid', 'resource'],
    ['instant_payment', 'unpaid', null],
    ['group_owner', 'tentative', 'resource'],
    ['group_owner', 'cancelled', null],
    ['group_customer', 'confirmed', 'seat'],
    ['group_customer', 'cancelled_by_owner', null],
    ['group_customer_payment', 'tentative', 'seat'],
    ['group_customer_payment', 'unpaid', null],
    ['reservation', 'reserved', 'resource'],
    ['reservation', 'expired', null],
  ])('says what %s in %s holds: %s', (graph, state, held) => {
    expect(heldIn(graph, state)).toBe(held);
  });
});

describe('an action', () => {
  const facts = { graph: 'instant', state: 'confirmed' };

  it('of the merchant is not for a customer, and both may take a customer’s', () => {
    expect(decideAction({ ...facts, caller: 'user' }, 'cancel')).toEqual({ refused: 'not_theirs' });
    expect(decideAction({ ...facts, caller: 'widget' }, 'complete')).toEqual({ refused: 'not_theirs' });
    const cancelled = {
      ok: { from: 'confirmed', action: 'cancel_by_customer', to: 'cancelled_by_customer' },
    };
    expect(decideAction({ ...facts, caller: 'user' }, 'cancel_by_customer')).toEqual(cancelled);
    expect(decideAction({ ...facts, caller: 'app' }, 'cancel_by_customer')).toEqual(cancelled);
  });

  it.each(['', '__proto__', 'constructor', 'hasOwnProperty', 'CANCEL', 'timeout'])(
    'named %j is not offered',
    (action) => {
      expect(decideAction({ ...facts, caller: 'app' }, action)).toEqual({ refused: 'not_offered' });
      expect(isCustomerAction(action)).toBe(false);
    },
  );

  it.each(['__proto__', 'constructor', 'toString', 'unknown'])(
    'is not offered by a graph named %s',
    (graph) => {
      expect(actionsIn(graph, 'confirmed')).toEqual([]);
      expect(heldIn(graph, 'confirmed')).toBeNull();
      expect(decideAction({ graph, state: 'confirmed', caller: 'app' }, 'cancel')).toEqual({
        refused: 'not_offered',
      });
    },
  );
});

describe('a customer’s action', () => {
  const start = 1_000_000;

  it.each([
    [null, start + 999_999, true],
    [0, start, true],
    [0, start + 1, false],
    [3_600, start - 3_600, true],
    [3_600, start - 3_599, false],
  ])('with a notice of %j ms at %i comes in time: %s', (minCancelNoticeMs, nowMs, inTime) => {
    expect(comesInTime({ startsAt: start, nowMs, minCancelNoticeMs })).toBe(inTime);
  });
});
