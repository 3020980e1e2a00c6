import {
  graphNames,
  graphs,
  heldIn,
  isCustomerAction,
  type Graph,
  type GraphName,
  type Transition,
} from '../bookings/graphs/graphs.js';

const introduction = `A booking follows a graph. It is created in the graph's first state; each state offers actions
(\`PUT /v2/bookings/{id}/{action}\`), and each action leads to one state. An action that the state does not offer is answered
with 409 \`action_not_available\` and the \`available_actions\`. All of this is one table in the code, which this page, the
OpenAPI document and the server are made from.

"Customer" marks what a customer may do on their own booking, as long as the merchant's \`min_cancel_notice\` allows it; the
merchant's server may take every action. "By itself" marks what the clock does: nobody can call it. Every state that offers
\`complete\` also takes it by itself one hour after the booking's end, unless the booking's setting
\`auto_complete_one_hour_after_booking_ends.enabled\` is false. What is due happens once, however many servers run, and is
made up for after a restart.

A cancellation through an action link (\`cancel\`, \`cancel_by_customer\`, \`cancel_by_owner\`, \`decline\`) changes the state at once, and
can be undone for the tenant's \`undo_minutes\`. So long the booking keeps the time or the seat that it held, though its state
says that it holds nothing; then it is free, which the journal calls \`release\`. An \`undo\` takes the booking back to the state
before, and what is due for it begins anew. The customers of an event that is cancelled so come back, or lose their seats,
with it.`;

const takes = { resource: 'time of its resource', seat: "a seat of its owner's event" } as const;
const afterwards = {
  payment_time: 'by itself, after 5 minutes',
  hold_time: 'by itself, when its time is up',
} as const;

/** The text of `docs/graphs.md`: of every graph a drawing, and the same as tables for whoever cannot see it. */
export function graphsAsMarkdown(): string {
  return `# Graphs of bookings\n\n${introduction}\n\n${graphNames.map(section).join('\n')}`;
}

function section(name: GraphName): string {
  const graph: Graph = graphs[name];
  const { description, createdBy, createdIn, transitions } = graph;
  const states = statesOf(graph);
  return `## ${name}

${description} Begins with \`${createdBy}\` in \`${createdIn}\`.

${drawing(graph)}

${table(
  ['From', 'Action', 'To', 'Who'],
  transitions.map((step) => [code(step.from), code(step.action), code(step.to), whoTakes(step)]),
)}

${table(
  ['State', 'Holds'],
  states.map((state) => [code(state), heldBy(name, state)]),
)}
`;
}

function drawing({ createdBy, createdIn, transitions, description }: Graph): string {
  const ends = [...new Set(transitions.map(({ to }) => to))].filter(
    (state) => !transitions.some(({ from }) => from === state),
  );
  const lines = [
    'stateDiagram-v2',
    // A semicolon would end the line there.
    `accDescr: ${description.replaceAll(';', ',')}`,
    `[*] --> ${createdIn}: ${createdBy}`,
    ...transitions.map(
      ({ from, action, to, afterwards: when }) =>
        `${from} --> ${to}: ${action}${when === undefined ? '' : ' (by itself)'}`,
    ),
    ...ends.map((state) => `${state} --> [*]`),
  ];
  return `\`\`\`mermaid\n${lines.map((line, index) => (index === 0 ? line : `    ${line}`)).join('\n')}\n\`\`\``;
}

const statesOf = ({ createdIn, transitions }: Graph): string[] => [
  ...new Set([createdIn, ...transitions.map(({ to }) => to)]),
];

function whoTakes({ action, afterwards: when }: Transition): string {
  if (when !== undefined) return afterwards[when];
  return isCustomerAction(action) ? 'customer, merchant' : 'merchant';
}

function heldBy(graph: GraphName, state: string): string {
  const held = heldIn(graph, state);
  return held === null ? 'nothing' : takes[held];
}

const code = (text: string): string => `\`${text}\``;

/** A table whose columns are aligned. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(head), line([], '-'), ...rows.map((row) => line(row))].join('\n');
}
