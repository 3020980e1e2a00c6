/** One step of a graph: the action that a state offers and the state it leads to. */
export interface Transition {
  readonly from: string;
  readonly action: string;
  readonly to: string;
}

export interface Graph {
  /** The action that a create stands for. */
  readonly createdBy: string;
  readonly createdIn: string;
  readonly transitions: readonly Transition[];
}

/** Every graph as data (contract 2, "Graphs"): state changes, the OpenAPI document and the docs are made from this table. */
export const graphs = {
  instant: {
    createdBy: 'confirm',
    createdIn: 'confirmed',
    transitions: [
      { from: 'confirmed', action: 'cancel', to: 'cancelled' },
      { from: 'confirmed', action: 'cancel_by_customer', to: 'cancelled_by_customer' },
      { from: 'confirmed', action: 'complete', to: 'completed' },
      { from: 'confirmed', action: 'no_show', to: 'no_show' },
    ],
  },
} as const satisfies Record<string, Graph>;

export type GraphName = keyof typeof graphs;

export const graphNames = Object.keys(graphs) as GraphName[];

/** Actions that belong to whoever the booking is for; the others are the merchant's. */
const customerActions: ReadonlySet<string> = new Set(['cancel_by_customer', 'reschedule_by_customer']);

export const isCustomerAction = (action: string): boolean => customerActions.has(action);

const transitionsOf = (graph: string): readonly Transition[] =>
  Object.hasOwn(graphs, graph) ? graphs[graph as GraphName].transitions : [];

/** The actions that a state offers, in the table's order. */
export const actionsIn = (graph: string, state: string): string[] =>
  transitionsOf(graph)
    .filter(({ from }) => from === state)
    .map(({ action }) => action);

/** The state that an action leads to, or null where the state does not offer it. */
export const stateAfter = (graph: string, state: string, action: string): string | null =>
  transitionsOf(graph).find((step) => step.from === state && step.action === action)?.to ?? null;

/** Every action of every graph. */
export const allActions: readonly string[] = [
  ...new Set(Object.values(graphs).flatMap(({ transitions }) => transitions.map(({ action }) => action))),
];
