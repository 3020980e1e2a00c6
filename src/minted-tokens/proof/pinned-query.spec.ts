import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMs } from '../../../test/support/processor-time.js';
import { holdToPins } from './pinned-query.js';

/** The query as a handler reads it: repeated parameters are lists. */
function read(raw: string): Record<string, unknown> {
  const found = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of new URLSearchParams(raw)) {
    const held = found[name];
    found[name] = held === undefined ? value : [held, value].flat();
  }
  return found;
}

const hold = (pinned: Record<string, string>, raw: string) =>
  holdToPins(new Map(Object.entries(pinned)), raw, read(raw));

const experience = { experienceKey: 'My Search' };

describe('holdToPins', () => {
  it.each([
    ['nothing', '', { experienceKey: 'My Search' }],
    ['something else', 'input=x', { experienceKey: 'My Search' }],
    ['the same', 'experienceKey=My%20Search', {}],
    ['the same with a plus', 'experienceKey=My+Search&input=x', {}],
    ['the same, its value encoded otherwise', 'experienceKey=%4d%79%20Search', {}],
    ['a name that only begins alike', 'experienceKeys=x', { experienceKey: 'My Search' }],
  ])('lets in a request that says %s', (_title, raw, added) => {
    expect(hold(experience, raw)).toEqual({ ok: new Map(Object.entries(added)) });
  });

  it.each([
    'experienceKey=Other',
    'experienceKey=',
    'experienceKey',
    'experienceKey=my%20search',
    'experienceKey=My%2520Search',
    'experienceKey=My%20Search&experienceKey=My%20Search',
    'experienceKey=My%20Search&experienceKey=Other',
    'experienceKey=My%20Search&experiencekey=Other',
    'experiencekey=My%20Search',
    'EXPERIENCEKEY=My%20Search',
    '%65xperienceKey=My%20Search',
    '%2565xperienceKey=Other',
    '%252565xperienceKey=Other',
    'experienceKey[]=Other',
    'experienceKey[0]=Other',
    'experienceKey%5B%5D=Other',
    'experienceKey%255B0%255D=Other',
    'experienceKey[a][b]=Other',
    'experienceKey%00=Other',
    'experienceKey%20=Other',
    '+experienceKey=Other',
    '%E2%80%8BexperienceKey=Other',
    'experience%C2%ADKey=Other',
    // A full-width K, a Kelvin sign, and letters of mathematics.
    'experience%EF%BC%ABey=Other',
    'experience%E2%84%AAey=Other',
    '%F0%9D%90%9AxperienceKey=x&%F0%9D%90%9ExperienceKey=Other',
    'experienceKey%EF%BC%BB%EF%BC%BD=Other',
  ])('refuses %s', (raw) => {
    expect(hold(experience, raw)).toEqual({ refused: 'experienceKey' });
  });

  it('refuses a parameter that handlers read by a pinned name, however its raw name reads', () => {
    expect(holdToPins(new Map([['a', '1']]), 'x=1', { x: '1', A: '2' })).toEqual({ refused: 'a' });
  });

  it('knows a name that must be encoded by the one encoding browsers use', () => {
    const pinned = { 'filters.$eq é': 'x' };
    expect(hold(pinned, 'filters.%24eq%20%C3%A9=x')).toEqual({ ok: new Map() });
    expect(hold(pinned, 'filters.%24eq+%C3%A9=x')).toEqual({ ok: new Map() });
    expect(hold(pinned, 'filters.%24eq%20%c3%a9=x')).toEqual({ refused: 'filters.$eq é' });
    expect(hold({ 'a+b': '1' }, 'a+b=1')).toEqual({ refused: 'a+b' });
    expect(hold({ 'a%41': '1' }, 'a%41=1')).toEqual({ refused: 'a%41' });
  });

  it('tells two pinned names apart that differ in case', () => {
    const pinned = { q: '1', Q: '2' };
    expect(hold(pinned, 'q=1&Q=2')).toEqual({ ok: new Map() });
    expect(hold(pinned, 'q=2&Q=2')).toEqual({ refused: 'q' });
  });

  it('puts in a parameter named __proto__', () => {
    expect(holdToPins(new Map([['__proto__', 'x']]), '', {})).toEqual({ ok: new Map([['__proto__', 'x']]) });
  });

  it.each([
    [{ page: '1', limit: '2' }, 'cursor=abc', 'page'],
    [{ page: '1' }, 'page=1&cursor=', 'page'],
    [{ start: '2030-01-01' }, 'id=abc', 'start'],
    [{ end: '2030-01-01' }, 'id=abc', 'end'],
  ])('refuses to %j what would count instead: %s', (pinned, raw, refused) => {
    expect(hold(pinned as never, raw)).toEqual({ refused });
  });

  it('lets in what counts instead of another where the token pins it, too', () => {
    expect(hold({ page: '1', cursor: 'abc' }, 'cursor=abc')).toEqual({ ok: new Map([['page', '1']]) });
    expect(hold({ limit: '1' }, 'cursor=abc')).toEqual({ ok: new Map([['limit', '1']]) });
  });

  it('costs about the same for many pinned names as for one, however many names a request has', () => {
    const raw = '%41&'.repeat(4_000);
    /** The cheapest of several rounds: in any of them the engine may clear up. */
    const costOf = (names: number): number => {
      const pinned = new Map(Array.from({ length: names }, (_, n) => [`${'é'.repeat(97)}${n}`, 'x']));
      const rounds = Array.from({ length: 5 }, () => processorMs(() => holdToPins(pinned, raw, { A: '' })));
      return Math.min(...rounds);
    };
    costOf(1);
    expect(costOf(50)).toBeLessThan(5 * costOf(1));
  });

  describe('of a search', () => {
    const pinned = { search: 'customer.email:ann@example.com;state:confirmed' };
    it.each([
      ['', pinned.search],
      ['search=graph:instant', `${pinned.search};graph:instant`],
      ['search=state:confirmed', pinned.search],
      ['search=graph:instant%3Bstate:confirmed', `${pinned.search};graph:instant`],
      ['search=customer.email:ben', `${pinned.search};customer.email:ben`],
      ['search=', `${pinned.search};`],
    ])('%s narrows it', (raw, search) => {
      expect(hold(pinned, raw)).toEqual({ ok: new Map([['search', search]]) });
    });

    it.each(['Search=x', 'search=a&search=b', 'search[]=x', 's%65arch=x', 'SEARCH=x'])(
      '%s is refused',
      (raw) => expect(hold(pinned, raw)).toEqual({ refused: 'search' }),
    );
  });

  it('of any query string: what handlers read under a pinned name is the pinned value', () => {
    const piece = fc.constantFrom(
      'a',
      'A',
      'b',
      '=',
      '&',
      '[',
      ']',
      '%61',
      '%2561',
      '+',
      '%00',
      '1',
      '2',
      'ａ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const raw = pieces.join('');
        const pinned = new Map([['a', '1']]);
        const holding = holdToPins(pinned, raw, read(raw));
        if ('refused' in holding) return;
        const seen = { ...read(raw), ...Object.fromEntries(holding.ok) };
        expect(seen['a']).toBe('1');
        const alike = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\[.*/, '') === 'a';
        expect(Object.keys(seen).filter(alike)).toEqual(['a']);
      }),
      { numRuns: 3_000 },
    );
  });
});
