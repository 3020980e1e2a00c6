import { describe, expect, it } from '@jest/globals';
import { bookingRow } from '../../../test/builders/booking-rows.js';
import { graphNames, graphs, type Graph } from '../graphs/graphs.js';
import { changeBy, dueStep, settledAt } from './state-change.js';
import { dueIn } from '../graphs/timed-transitions.js';
import { heldBy, isUndoable, undoAction } from './undo-window.js';

const nowMs = 1_000_000;
const kept = { graph: 'instant', state: 'cancelled', undoState: 'confirmed', dueAt: 5, dueAction: 'release' };

describe('what a step changes', () => {
  it('is the state, and what is due next', () => {
    const held = bookingRow('t', { endsAt: 50_000_000 });
    expect(
      changeBy(held, { from: 'confirmed', action: 'cancel', to: 'cancelled' }, { nowMs, undoMs: 0 }),
    ).toEqual({
      state: 'cancelled',
      completed: false,
      undoState: null,
      dueAt: null,
      dueAction: null,
      updatedAt: nowMs,
    });
  });

  it('leaves the state before, and a time, where it can be undone: in every graph, and undoing it brings all of it back', () => {
    for (const graph of graphNames) {
      const { transitions }: Graph = graphs[graph];
      for (const step of transitions.filter(({ action }) => isUndoable(action))) {
        const held = bookingRow('t', { graph, state: step.from, endsAt: 50_000_000 });
        const cancelled = { ...held, ...changeBy(held, step, { nowMs, undoMs: 60_000 }) };
        expect(cancelled).toMatchObject({
          state: step.to,
          undoState: step.from,
          dueAt: nowMs + 60_000,
          dueAction: 'release',
        });
        expect(heldBy(cancelled)).toBe(heldBy(held));
        const back = { from: step.to, action: undoAction, to: step.from };
        const undone = { ...cancelled, ...changeBy(cancelled, back, { nowMs: nowMs + 9, undoMs: 0 }) };
        expect(undone).toEqual({
          ...held,
          ...dueIn(graph, step.from, { ...held, sinceMs: nowMs + 9 }),
          updatedAt: nowMs + 9,
        });
      }
    }
  });
});

describe('the step that is due', () => {
  it.each([
    ['a release at its instant', kept, 5, { from: 'cancelled', action: 'release', to: 'cancelled' }],
    ['none before', kept, 4, null],
    ['no release of what keeps nothing', { ...kept, undoState: null }, 9, null],
    ['none of what is kept with its event', { ...kept, dueAt: null, dueAction: null }, 9, null],
    [
      'a step of the graph',
      { ...kept, state: 'confirmed', undoState: null, dueAction: 'complete' },
      9,
      {
        from: 'confirmed',
        action: 'complete',
        to: 'completed',
      },
    ],
    ['no step that the state does not know', { ...kept, undoState: null, dueAction: 'complete' }, 9, null],
  ])('is %s', (_, booking, at, step) => {
    expect(dueStep(booking, at)).toEqual(step);
  });
});

describe('a booking that is looked at', () => {
  it('is as it would be settled, and nothing of the row changes', () => {
    const row = Object.freeze(bookingRow('t', kept));
    expect(settledAt(row, 4)).toBe(row);
    expect(settledAt(row, 5)).toEqual({
      ...row,
      undoState: null,
      dueAt: null,
      dueAction: null,
      updatedAt: 5,
    });
    expect(row.undoState).toBe('confirmed');
  });
});
