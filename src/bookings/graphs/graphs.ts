/** One step of a graph: the action that a state offers and the state it leads to. */
export interface Transition {
  readonly from: string;
  readonly action: string;
  readonly to: string;
  /** It happens by itself when this is over, and nobody can call it. */
  readonly afterwards?: 'payment_time' | 'hold_time';
}

export interface Graph {
  readonly description: string;
  /** The action that a create stands for. */
  readonly createdBy: string;
  readonly createdIn: string;
  /** What a booking takes: time of its resource, or a seat of its owner booking. */
  readonly takes: 'resource' | 'seat';
  /** The states in which it has it. */
  readonly holdsIn: readonly string[];
  readonly transitions: readonly Transition[];
}

/** What every confirmed (or paid) appointment offers. */
const appointment = (from: string): Transition[] => [
  { from, action: 'cancel', to: 'cancelled' },
  { from, action: 'cancel_by_customer', to: 'cancelled_by_customer' },
  { from, action: 'complete', to: 'completed' },
  { from, action: 'no_show', to: 'no_show' },
  { from, action: 'reschedule_by_customer', to: 'rescheduled_by_customer' },
];

const payment: Transition[] = [
  { from: 'tentative', action: 'pay', to: 'paid' },
  { from: 'tentative', action: 'timeout', to: 'unpaid', afterwards: 'payment_time' },
];

/** Every graph as data (contract 2, "Graphs"): state changes, the OpenAPI document and the docs are made from this table. */
export const graphs = {
  instant: {
    description: 'Confirmed at once.',
    createdBy: 'confirm',
    createdIn: 'confirmed',
    takes: 'resource',
    holdsIn: ['confirmed', 'completed', 'no_show'],
    transitions: appointment('confirmed'),
  },
  confirm_decline: {
    description: 'The merchant confirms or declines; the time is taken when confirmed.',
    createdBy: 'create',
    createdIn: 'tentative',
    takes: 'resource',
    holdsIn: ['confirmed', 'completed', 'no_show'],
    transitions: [
      { from: 'tentative', action: 'confirm', to: 'confirmed' },
      { from: 'tentative', action: 'decline', to: 'declined' },
      ...appointment('confirmed'),
    ],
  },
  instant_payment: {
    description: 'Holds the time until it is paid, for five minutes at most.',
    createdBy: 'create',
    createdIn: 'tentative',
    takes: 'resource',
    holdsIn: ['tentative', 'paid', 'completed', 'no_show'],
    transitions: [...payment, ...appointment('paid')],
  },
  group_owner: {
    description: 'An event with seats that group customers take.',
    createdBy: 'create',
    createdIn: 'tentative',
    takes: 'resource',
    holdsIn: ['tentative', 'completed'],
    transitions: [
      { from: 'tentative', action: 'cancel', to: 'cancelled' },
      { from: 'tentative', action: 'complete', to: 'completed' },
    ],
  },
  group_customer: {
    description: "A seat of a group owner's event.",
    createdBy: 'create',
    createdIn: 'confirmed',
    takes: 'seat',
    holdsIn: ['confirmed', 'completed'],
    transitions: [
      { from: 'confirmed', action: 'complete', to: 'completed' },
      { from: 'confirmed', action: 'cancel_by_customer', to: 'cancelled_by_customer' },
      { from: 'confirmed', action: 'cancel_by_owner', to: 'cancelled_by_owner' },
    ],
  },
  group_customer_payment: {
    description: "A seat of a group owner's event, held until it is paid, for five minutes at most.",
    createdBy: 'create',
    createdIn: 'tentative',
    takes: 'seat',
    holdsIn: ['tentative', 'paid', 'completed'],
    transitions: [
      ...payment,
      { from: 'tentative', action: 'cancel_by_owner', to: 'cancelled_by_owner' },
      { from: 'paid', action: 'cancel_by_owner', to: 'cancelled_by_owner' },
      { from: 'paid', action: 'cancel_by_customer', to: 'cancelled_by_customer' },
      { from: 'paid', action: 'complete', to: 'completed' },
    ],
  },
  reservation: {
    description: 'A hold of a time while a customer decides.',
    createdBy: 'reserve',
    createdIn: 'reserved',
    takes: 'resource',
    holdsIn: ['reserved'],
    transitions: [{ from: 'reserved', action: 'expired', to: 'expired', afterwards: 'hold_time' }],
  },
} as const satisfies Record<string, Graph>;

export type GraphName = keyof typeof graphs;

export const graphNames = Object.keys(graphs) as GraphName[];

/** Graphs that a create may name; a reservation is made by a call of its own. */
export const graphsToCreate: readonly GraphName[] = graphNames.filter((name) => name !== 'reservation');

export const isGraphToCreate = (name: string): name is GraphName =>
  (graphsToCreate as readonly string[]).includes(name);

/** The action that makes a new booking of the old one, at another time. */
export const rescheduleAction = 'reschedule_by_customer';

/** Actions that belong to whoever the booking is for; the others are the merchant's. */
const customerActions: ReadonlySet<string> = new Set(['cancel_by_customer', rescheduleAction]);

export const isCustomerAction = (action: string): boolean => customerActions.has(action);

const graphOf = (name: string): Graph | undefined =>
  Object.hasOwn(graphs, name) ? graphs[name as GraphName] : undefined;

export const transitionsFrom = (graph: string, state: string): readonly Transition[] =>
  graphOf(graph)?.transitions.filter(({ from }) => from === state) ?? [];

/** The actions that a state offers, in the table's order; what happens by itself alone is none of them. */
export const actionsIn = (graph: string, state: string): string[] =>
  transitionsFrom(graph, state)
    .filter(({ afterwards }) => afterwards === undefined)
    .map(({ action }) => action);

/** The step that an action takes from a state, or null where the state does not know it. */
export const stepFrom = (graph: string, state: string, action: string): Transition | null =>
  transitionsFrom(graph, state).find((step) => step.action === action) ?? null;

/** The steps of that name, of all graphs. */
export const stepsCalled = (action: string): readonly (Transition & { readonly graph: GraphName })[] =>
  graphNames.flatMap((graph) => {
    const { transitions }: Graph = graphs[graph];
    return transitions.filter((step) => step.action === action).map((step) => ({ ...step, graph }));
  });

/** What a booking in that state has: time of its resource, a seat of its owner, or nothing. */
export function heldIn(graph: string, state: string): Graph['takes'] | null {
  const found = graphOf(graph);
  return found?.holdsIn.includes(state) === true ? found.takes : null;
}

/** Every action of a graph that can be called, in whatever state. */
export const actionsOf = (graph: string): string[] => [
  ...new Set(
    graphOf(graph)
      ?.transitions.filter(({ afterwards }) => afterwards === undefined)
      .map(({ action }) => action),
  ),
];

/** Every action of every graph that can be called. */
export const allActions: readonly string[] = [...new Set(graphNames.flatMap(actionsOf))];

/** Every state of every graph. */
export const allStates: readonly string[] = [
  ...new Set(
    graphNames.flatMap((name) => {
      const { createdIn, transitions }: Graph = graphs[name];
      return [createdIn, ...transitions.map(({ to }) => to)];
    }),
  ),
];
