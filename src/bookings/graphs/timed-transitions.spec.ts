import { describe, expect, it } from '@jest/globals';
import { graphNames, graphs, heldIn, stepFrom, type Graph } from './graphs.js';
import { completedAfterEndMs, dueIn, heldUntil, nothingDue, paymentTimeMs } from './timed-transitions.js';

const facts = { endsAt: 10_000_000, settings: {}, sinceMs: 1_000, holdTimeMs: 30_000 };

describe('what is due', () => {
  it.each<[string, string, number, string]>([
    ['instant', 'confirmed', facts.endsAt + 3_600_000, 'complete'],
    ['confirm_decline', 'confirmed', facts.endsAt + 3_600_000, 'complete'],
    ['instant_payment', 'tentative', 301_000, 'timeout'],
    ['instant_payment', 'paid', facts.endsAt + 3_600_000, 'complete'],
    ['group_owner', 'tentative', facts.endsAt + 3_600_000, 'complete'],
    ['group_customer', 'confirmed', facts.endsAt + 3_600_000, 'complete'],
    ['group_customer_payment', 'tentative', 301_000, 'timeout'],
    ['group_customer_payment', 'paid', facts.endsAt + 3_600_000, 'complete'],
    ['reservation', 'reserved', 31_000, 'expired'],
  ])('of %s in %s is at %i: %s', (graph, state, dueAt, dueAction) => {
    expect(dueIn(graph, state, facts)).toEqual({ dueAt, dueAction });
  });

  it.each([
    ['confirm_decline', 'tentative'],
    ['instant', 'completed'],
    ['instant', 'cancelled'],
    ['reservation', 'expired'],
    ['nothing', 'confirmed'],
  ])('of %s in %s is nothing', (graph, state) => {
    expect(dueIn(graph, state, facts)).toEqual(nothingDue);
  });

  it('is always a step that the state knows', () => {
    for (const name of graphNames) {
      const { createdIn, transitions }: Graph = graphs[name];
      for (const state of new Set([createdIn, ...transitions.map(({ to }) => to)])) {
        const { dueAction } = dueIn(name, state, facts);
        if (dueAction !== null) expect(stepFrom(name, state, dueAction)).not.toBeNull();
      }
    }
  });

  it('never lies before the state began: what is entered long after its end completes at once', () => {
    const late = { ...facts, sinceMs: facts.endsAt + completedAfterEndMs + 5 };
    expect(dueIn('instant', 'confirmed', late)).toEqual({ dueAt: late.sinceMs, dueAction: 'complete' });
  });
});

describe('completing by itself', () => {
  const setting = (value: unknown) =>
    ({ auto_complete_one_hour_after_booking_ends: value }) as (typeof facts)['settings'];

  it.each([
    [{ enabled: false }, false],
    [{ enabled: true }, true],
    [{}, true],
    [{ enabled: 'false' }, true],
    [false, false],
    [true, true],
    [null, true],
    [[], true],
  ])('with the setting %j: %s', (value, completes) => {
    const due = dueIn('instant', 'confirmed', { ...facts, settings: setting(value) });
    expect(due.dueAction).toBe(completes ? 'complete' : null);
  });

  it('is all that the setting switches off: a payment still times out', () => {
    const due = dueIn('instant_payment', 'tentative', { ...facts, settings: setting({ enabled: false }) });
    expect(due).toEqual({ dueAt: facts.sinceMs + paymentTimeMs, dueAction: 'timeout' });
  });
});

describe('a hold of time', () => {
  it.each([
    ['instant_payment', 'tentative', { dueAt: 5, dueAction: 'timeout' }, 5],
    ['reservation', 'reserved', { dueAt: 5, dueAction: 'expired' }, 5],
    ['instant', 'confirmed', { dueAt: 5, dueAction: 'complete' }, null],
    ['instant', 'confirmed', nothingDue, null],
    ['instant_payment', 'paid', { dueAt: 5, dueAction: 'complete' }, null],
    ['reservation', 'reserved', { dueAt: 5, dueAction: 'nonsense' }, null],
  ])('of %s in %s with %j ends by itself at %j', (graph, state, due, until) => {
    expect(heldUntil(graph, state, due)).toBe(until);
  });

  it('is named only where the step gives the time up', () => {
    for (const name of graphNames) {
      const { transitions }: Graph = graphs[name];
      for (const { from, action, to } of transitions) {
        const until = heldUntil(name, from, { dueAt: 7, dueAction: action });
        expect([name, from, action, until]).toEqual([
          name,
          from,
          action,
          heldIn(name, to) === null ? 7 : null,
        ]);
      }
    }
  });
});

describe('what is kept while a cancellation can be undone', () => {
  it('is free when the time for that is over', () => {
    for (const name of graphNames)
      expect(heldUntil(name, 'cancelled', { dueAt: 7, dueAction: 'release' })).toBe(7);
  });
});
