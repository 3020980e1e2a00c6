import { describe, expect, it } from '@jest/globals';
import { customerActionsNow } from './customer-actions.js';

const hour = 3_600_000;
const facts = {
  graph: 'instant',
  state: 'confirmed',
  startsAt: 10 * hour,
  endsAt: 11 * hour,
  nowMs: 0,
  minCancelNoticeMs: null,
};
const both = ['cancel_by_customer', 'reschedule_by_customer'];

describe('what a customer may do with a booking now', () => {
  it.each<[string, Partial<Parameters<typeof customerActionsNow>[0]>, string[]]>([
    ['an appointment that is coming', {}, both],
    ['one that is paid', { graph: 'instant_payment', state: 'paid' }, both],
    ['a seat, which cannot be moved', { graph: 'group_customer' }, ['cancel_by_customer']],
    ['one that waits for the merchant', { graph: 'confirm_decline', state: 'tentative' }, []],
    ['one that waits for payment', { graph: 'instant_payment', state: 'tentative' }, []],
    ['an event, which is the merchant’s', { graph: 'group_owner', state: 'tentative' }, []],
    ['a hold', { graph: 'reservation', state: 'reserved' }, []],
    ['one that is cancelled', { state: 'cancelled_by_customer' }, []],
    ['a graph that there is not', { graph: '__proto__' }, []],
    ['one that is going on, without a rule of notice', { nowMs: 10.5 * hour }, both],
    ['one that ends now', { nowMs: 11 * hour }, []],
    ['the last moment of notice', { nowMs: 8 * hour, minCancelNoticeMs: 2 * hour }, both],
    ['a moment after it', { nowMs: 8 * hour + 1, minCancelNoticeMs: 2 * hour }, []],
    ['a notice of nothing, before the start', { nowMs: 10 * hour, minCancelNoticeMs: 0 }, both],
    ['a notice of nothing, after the start', { nowMs: 10 * hour + 1, minCancelNoticeMs: 0 }, []],
  ])('%s', (_, changed, actions) => {
    expect(customerActionsNow({ ...facts, ...changed })).toEqual(actions);
  });
});
