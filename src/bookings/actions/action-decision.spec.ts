import { describe, expect, it } from '@jest/globals';
import { callerKinds } from '../../access/principal.js';
import { decideAction, decideUndo } from './action-decision.js';
import { actionsIn, graphNames, graphs, isCustomerAction, type Graph } from '../graphs/graphs.js';

const confirmed = { graph: 'instant', state: 'confirmed' };

describe('an action', () => {
  it('of a link is any that the state offers, as long as it is the one that the link is for', () => {
    for (const graph of graphNames) {
      const { transitions }: Graph = graphs[graph];
      for (const { from: state, action, to } of transitions) {
        const decision = decideAction({ graph, state, caller: 'action', linked: action }, action);
        const isOffered = actionsIn(graph, state).includes(action);
        expect([graph, state, action, decision]).toEqual([
          graph,
          state,
          action,
          isOffered
            ? { ok: expect.objectContaining({ from: state, action, to }) }
            : { refused: 'not_offered' },
        ]);
      }
    }
  });

  it.each([
    ['a link for another action', { ...confirmed, caller: 'action', linked: 'cancel' }, 'cancel_by_customer'],
    ['a link for nothing', { ...confirmed, caller: 'action' }, 'cancel'],
    ['a signed search', { ...confirmed, caller: 'customer' }, 'cancel_by_customer'],
    ['a signed search of an action that is not offered', { ...confirmed, caller: 'customer' }, 'pay'],
    ['a user, of the merchant', { ...confirmed, caller: 'user' }, 'cancel'],
  ] as const)('is not for %s', (_, facts, action) => {
    expect(decideAction(facts, action)).toEqual({ refused: 'not_theirs' });
  });

  it('called undo is none, whoever asks', () => {
    const cancelled = { graph: 'instant', state: 'cancelled', linked: 'undo' };
    for (const caller of callerKinds)
      expect(decideAction({ ...cancelled, caller }, 'undo')).toEqual({
        refused: caller === 'customer' ? 'not_theirs' : 'not_offered',
      });
  });

  it('of anyone is open to a page whose token opens its path', () => {
    for (const action of actionsIn('instant', 'confirmed'))
      expect([action, 'ok' in decideAction({ ...confirmed, caller: 'minted' }, action)]).toEqual([
        action,
        true,
      ]);
  });

  it('of the customer is open to users', () => {
    for (const action of actionsIn('instant', 'confirmed'))
      expect([action, 'ok' in decideAction({ ...confirmed, caller: 'user' }, action)]).toEqual([
        action,
        isCustomerAction(action),
      ]);
  });
});

describe('an undo', () => {
  const cancelled = { graph: 'instant', state: 'cancelled', undoState: 'confirmed', dueAt: 5 };
  const seat = { ...cancelled, graph: 'group_customer', state: 'cancelled_by_customer' };
  const event = (state: string) => ({ graph: 'group_owner', state });

  it.each([
    ['of a booking', cancelled, null, 'confirmed'],
    [
      'of a declined one',
      { ...cancelled, graph: 'confirm_decline', state: 'declined', undoState: 'tentative' },
      null,
      'tentative',
    ],
    ['of a seat whose event is there', seat, event('tentative'), 'confirmed'],
    ['of a seat whose event is over', seat, event('completed'), 'confirmed'],
  ])('%s leads back', (_, booking, owner, to) => {
    expect(decideUndo(booking, owner)).toEqual({ ok: { from: booking.state, action: 'undo', to } });
  });

  it.each([
    [
      'nothing was cancelled',
      { ...cancelled, state: 'confirmed', undoState: null, dueAt: 9 },
      null,
      'nothing_to_undo',
    ],
    ['the time for it is over', { ...cancelled, undoState: null, dueAt: null }, null, 'nothing_to_undo'],
    ['it was cancelled with its event', { ...seat, dueAt: null }, event('tentative'), 'nothing_to_undo'],
    ['the event of the seat is cancelled', seat, event('cancelled'), 'event_is_over'],
    ['the event of the seat is gone', seat, null, 'event_is_over'],
  ])('is refused where %s', (_, booking, owner, refused) => {
    expect(decideUndo(booking, owner)).toEqual({ refused });
  });
});
