import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conditionsAtMost, readFilter, readFilterText } from './search-filter.js';

const tag = (value: string) => ({ tags: { $eq: value } });
const beard = { field: 'tags', value: 'beard' };

describe('a filter', () => {
  it.each<[string, unknown, unknown[]]>([
    ['that says nothing', {}, []],
    ['of one tag', tag('beard'), [beard]],
    ['of a type', { type: { $eq: 'resources' } }, [{ field: 'type', value: 'resources' }]],
    ['of a project', { project: { $eq: 'cut' } }, [{ field: 'project', value: 'cut' }]],
    [
      'of several members, which must all hold',
      { ...tag('beard'), project: { $eq: 'cut' } },
      [beard, { field: 'project', value: 'cut' }],
    ],
    ['of $and', { $and: [tag('beard'), tag('late')] }, [beard, { field: 'tags', value: 'late' }]],
    ['of $and within $and', { $and: [{ $and: [tag('beard')] }, {}] }, [beard]],
    [
      'with text that looks like another operator',
      tag('{"$ne": 1}'),
      [{ field: 'tags', value: '{"$ne": 1}' }],
    ],
  ])('%s is read', (_, filter, conditions) => {
    expect(readFilter(filter)).toEqual({ ok: conditions });
    expect(readFilterText(JSON.stringify(filter))).toEqual({ ok: conditions });
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { stars: { $eq: '5' } }, 'has an unknown field, stars'],
    ['an unknown operator', { tags: { $in: ['a'] } }, 'has an unknown operator, $in'],
    ['a second operator', { tags: { $eq: 'a', $ne: 'b' } }, 'has an unknown operator, $ne'],
    ['$or', { $or: [tag('a')] }, 'has an unknown operator, $or'],
    ['$not', { $not: tag('a') }, 'has an unknown operator, $not'],
    ['$and of no list', { $and: tag('a') }, 'must have a list of at most 20 filters as $and'],
    ['a list', [tag('a')], 'must be an object'],
    ['null', null, 'must be an object'],
    ['text', 'tags', 'must be an object'],
    ['a field that is text', { tags: 'a' }, 'must compare tags as in'],
    ['a comparison of nothing', { tags: {} }, 'must compare tags with text'],
    ['a number', { tags: { $eq: 5 } }, 'must compare tags with text'],
    ['an empty text', tag(''), 'must compare tags with text'],
    ['a text of 256 characters', tag('x'.repeat(256)), 'must compare tags with text'],
    ['NUL', tag('\u0000'), 'must compare tags with text'],
    ['half a character', tag('\ud800'), 'must compare tags with text'],
    [
      'a type that is none',
      { type: { $eq: 'bookings' } },
      'must compare type with one of resources, projects',
    ],
    ['21 conditions', { $and: Array.from({ length: 21 }, (_, n) => tag(`t${n}`)) }, 'at most 20'],
    [
      '21 conditions in parts',
      { $and: [tag('a'), { $and: Array.from({ length: 20 }, (_, n) => tag(`t${n}`)) }] },
      'must have at most 20 conditions',
    ],
    ['a nest', { $and: [{ $and: [{ $and: [{ $and: [{ $and: [tag('a')] }] }] }] }] }, 'at most 4 deep'],
    ['half a character as a field', { '\ud800': { $eq: 'x' } }, 'has an unknown field, \ufffd'],
  ])('with %s is refused, and says why', (_, filter, reason) => {
    expect(readFilter(filter)).toEqual({ refused: expect.stringContaining(reason) });
  });

  it('that is no JSON is refused', () => {
    for (const text of ['', '{', 'tags', "{'tags': 1}", '{"tags": {"$eq": "x"}} {}', '[1'.repeat(10_000)])
      expect(readFilterText(text)).toEqual({ refused: expect.stringContaining('must be JSON') });
  });

  it('of a member that means something to JavaScript’s objects is refused', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(readFilterText(`{"${name}": {"$eq": "x"}}`)).toEqual({
        refused: expect.stringContaining(`has an unknown field, ${name}`),
      });
    expect(readFilterText('{"tags": {"__proto__": {"$eq": "x"}}}')).toEqual({
      refused: expect.stringContaining('has an unknown operator, __proto__'),
    });
  });

  it('of any JSON is read or refused, never more than it may say', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const read = readFilter(value);
        if ('ok' in read) expect(read.ok.length).toBeLessThanOrEqual(conditionsAtMost);
        else expect(read.refused).toMatch(/^(must|has) /);
      }),
    );
  });
});
