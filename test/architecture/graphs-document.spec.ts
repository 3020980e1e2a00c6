import { describe, expect, it } from '@jest/globals';
import { graphNames, graphs, type Graph } from '../../src/bookings/graphs/graphs.js';
import { graphsAsMarkdown } from '../../src/openapi/graph-document.js';
import { expectCommitted } from '../support/committed-file.js';

const text = graphsAsMarkdown();
const sections = new Map(
  text
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

describe('docs/graphs.md', () => {
  it('is what the table of graphs says (npm run docs writes it)', () => {
    expectCommitted('docs/graphs.md', text);
  });

  it('has a section for each graph, in the order of the table', () => {
    expect([...sections.keys()]).toEqual(graphNames);
  });

  it.each(graphNames)('draws every step of %s, and says it in words', (name) => {
    const section = sections.get(name) ?? '';
    const { createdBy, createdIn, transitions }: Graph = graphs[name];
    const drawn = [...section.matchAll(/^ {4}(\S+) --> (\S+): (\S+)/gm)].map(([, from, to, action]) => [
      from,
      action,
      to,
    ]);
    const steps = transitions.map(({ from, action, to }) => [from, action, to]);
    expect(drawn).toEqual([['[*]', createdBy, createdIn], ...steps]);
    const told = [...section.matchAll(/^\| `(\S+)`\s+\| `(\S+)`\s+\| `(\S+)`/gm)].map(
      ([, ...cells]) => cells,
    );
    expect(told).toEqual(steps);
  });

  it('says that what happens by itself does', () => {
    for (const [name, section] of sections) {
      const { transitions }: Graph = graphs[name as keyof typeof graphs];
      for (const { action, afterwards } of transitions) {
        const line = section.split('\n').find((one) => one.startsWith('|') && one.includes(`\`${action}\``));
        expect([name, action, line?.includes('by itself')]).toEqual([name, action, afterwards !== undefined]);
      }
    }
  });
});
