import { describe, expect, it } from '@jest/globals';
import { decideAction } from './action-decision.js';
import { actionsIn, graphNames, graphs, isCustomerAction, stateAfter, type Graph } from './graphs.js';

describe.each(graphNames)('graph %s', (name) => {
  const { createdIn, transitions }: Graph = graphs[name];

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
    for (const state of ends) expect(actionsIn(name, state)).toEqual([]);
  });
});

describe('instant', () => {
  it.each([
    ['cancel', 'cancelled'],
    ['cancel_by_customer', 'cancelled_by_customer'],
    ['complete', 'completed'],
    ['no_show', 'no_show'],
  ])('leads by %s from confirmed to %s', (action, state) => {
    expect(stateAfter('instant', 'confirmed', action)).toBe(state);
    expect(stateAfter('instant', state, action)).toBeNull();
  });
});

describe('an action', () => {
  const facts = { graph: 'instant', state: 'confirmed' };

  it('of the merchant is not for a customer, and both may take a customer’s', () => {
    expect(decideAction({ ...facts, caller: 'user' }, 'cancel')).toEqual({ refused: 'not_theirs' });
    expect(decideAction({ ...facts, caller: 'widget' }, 'complete')).toEqual({ refused: 'not_theirs' });
    const cancelled = { ok: { state: 'cancelled_by_customer', completed: false } };
    expect(decideAction({ ...facts, caller: 'user' }, 'cancel_by_customer')).toEqual(cancelled);
    expect(decideAction({ ...facts, caller: 'app' }, 'cancel_by_customer')).toEqual(cancelled);
  });

  it('that completes marks the booking completed', () => {
    expect(decideAction({ ...facts, caller: 'app' }, 'complete')).toEqual({
      ok: { state: 'completed', completed: true },
    });
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
      expect(decideAction({ graph, state: 'confirmed', caller: 'app' }, 'cancel')).toEqual({
        refused: 'not_offered',
      });
    },
  );
});
