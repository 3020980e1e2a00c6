import { describe, expect, it } from '@jest/globals';
import type { ProjectWithResources } from '../../projects/projects.service.js';
import { resourceSets } from './resource-choice.js';

const found = (mode: string | null, resourceIds: string[]): ProjectWithResources =>
  ({
    project: { availability: mode === null ? {} : { mode } },
    resourceIds,
  }) as unknown as ProjectWithResources;
const chances = (...values: number[]) => {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
};

describe('the resources that a booking may hold', () => {
  it.each<[string, string | null, ProjectWithResources | null, string[][]]>([
    ['none, where none is named', null, null, [[]]],
    ['the one that is named', 'a', null, [['a']]],
    ['the one that is named of a project', 'b', found('exclusive', ['a', 'b']), [['b']]],
    [
      'one after the other in the project’s order',
      null,
      found('roundrobin_prioritized', ['a', 'b']),
      [['a'], ['b']],
    ],
    ['the first that is free, in mode exclusive', null, found('exclusive', ['a', 'b']), [['a'], ['b']]],
    ['all together in mode mutual', null, found('mutual', ['a', 'b', 'c']), [['a', 'b', 'c']]],
    ['all together, the named one first', 'c', found('mutual', ['a', 'b', 'c']), [['c', 'a', 'b']]],
    ['no set of a project without any', null, found('mutual', []), []],
    ['no set of a project without any, by chance', null, found(null, []), []],
  ])('are %s', (_, given, project, sets) => {
    expect(resourceSets(given, project, chances(0))).toEqual(sets);
  });

  it('are in any order by chance, each once', () => {
    const ids = ['a', 'b', 'c', 'd'];
    expect(resourceSets(null, found('roundrobin_random', ids), chances(0)).flat()).toEqual(ids);
    expect(resourceSets(null, found(null, ids), chances(0.999_999)).flat()).toEqual(ids.toReversed());
    const firsts = new Set<string | undefined>();
    for (let step = 0; step < 100; step += 1) {
      const order = resourceSets(null, found(null, ids), chances(step / 100, ((step * 7) / 100) % 1)).flat();
      expect([...order].sort()).toEqual(ids);
      firsts.add(order[0]);
    }
    expect(firsts.size).toBe(4);
  });
});
