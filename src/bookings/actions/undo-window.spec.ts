import { describe, expect, it } from '@jest/globals';
import { allActions, graphNames, graphs, heldIn, type Graph } from '../graphs/graphs.js';
import { heldBy, isUndoable, releaseAction, undoAction, undoUntil } from './undo-window.js';

describe('an action that can be undone', () => {
  it('is a cancellation, and nothing else', () => {
    expect(allActions.filter(isUndoable).sort()).toEqual([
      'cancel',
      'cancel_by_customer',
      'cancel_by_owner',
      'decline',
    ]);
  });

  it('leads to a state that holds nothing and goes nowhere, in every graph', () => {
    for (const name of graphNames) {
      const { transitions }: Graph = graphs[name];
      for (const { action, to } of transitions.filter((step) => isUndoable(step.action)))
        expect([name, action, heldIn(name, to), transitions.filter(({ from }) => from === to)]).toEqual([
          name,
          action,
          null,
          [],
        ]);
    }
  });

  it('is no name of what undoes it, or of what ends the time for that', () => {
    expect(allActions).not.toEqual(expect.arrayContaining([undoAction]));
    expect(allActions).not.toEqual(expect.arrayContaining([releaseAction]));
  });
});

describe('what a booking holds', () => {
  it.each([
    ['instant', 'confirmed', null, 'resource'],
    ['instant', 'cancelled', null, null],
    ['instant', 'cancelled', 'confirmed', 'resource'],
    ['confirm_decline', 'declined', 'tentative', null],
    ['instant_payment', 'cancelled_by_customer', 'paid', 'resource'],
    ['group_owner', 'cancelled', 'tentative', 'resource'],
    ['group_customer', 'cancelled_by_owner', 'confirmed', 'seat'],
    ['group_customer_payment', 'cancelled_by_owner', 'tentative', 'seat'],
    ['no graph', 'cancelled', 'confirmed', null],
  ])('of graph %s in %s, come from %j: %j', (graph, state, undoState, held) => {
    expect(heldBy({ graph, state, undoState })).toBe(held);
  });
});

describe('the time to undo', () => {
  it.each([
    ['confirmed', 7, 7],
    [null, 7, null],
    ['confirmed', null, null],
  ])('of one come from %j that is due at %j ends at %j', (undoState, dueAt, until) => {
    expect(undoUntil({ undoState, dueAt })).toBe(until);
  });
});
