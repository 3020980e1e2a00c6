import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { goldenChain } from '../../test/builders/journal.js';
import { chainStart, contentDigest, linked, type ChainEnd } from './chain.js';
import { systemActor } from './journal-actor.js';
import { contentOf } from './journal-content.js';
import type { JournalEntry } from './journal-entry.js';
import type { JournalRow } from './journal-row.entity.js';
import { compareEnds, follow, type ChainFinding } from './verify-chain.js';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const bookingId = '018f0000-0000-7000-8000-0000000000b1';

interface Kept {
  readonly rows: readonly JournalRow[];
  readonly head: ChainEnd | null;
}

/** A journal as it is written. */
function written(
  entries: readonly JournalEntry[],
  tenant = tenantId,
): { rows: JournalRow[]; head: ChainEnd } {
  let head = chainStart;
  const rows = entries.map((entry) => {
    const content = contentOf(tenant, entry);
    const next = linked(head, contentDigest(content));
    const row = { ...content, ...next, previousHash: head.hash };
    head = next;
    return row;
  });
  return { rows, head };
}

const entries = (count: number): JournalEntry[] =>
  Array.from({ length: count }, (_, n) => ({
    bookingId,
    action: 'update',
    from: 'confirmed',
    to: 'confirmed',
    at: 1_700_000_000_000 + n,
    by: { ...systemActor, requestId: `request-${n}` },
    details: { n },
  }));

function findingsOf({ rows, head }: Kept): ChainFinding[] {
  const findings: ChainFinding[] = [];
  let end = chainStart;
  for (const row of [...rows].sort((a, b) => a.sequence - b.sequence)) {
    const followed = follow(end, row);
    findings.push(...followed.findings);
    end = followed.end;
  }
  const last = compareEnds(end, head);
  return last === null ? findings : [...findings, last];
}

const places = (kept: Kept) => findingsOf(kept).map(({ problem, sequence }) => [problem, sequence]);

const change = (rows: readonly JournalRow[], sequence: number, members: Partial<JournalRow>): JournalRow[] =>
  rows.map((row) => (row.sequence === sequence ? { ...row, ...members } : row));

/** The row written anew by someone who knows how hashes are made. */
function rehashed(row: JournalRow, members: Partial<JournalRow>): JournalRow {
  const forged = { ...row, ...members };
  return {
    ...forged,
    ...linked({ sequence: forged.sequence - 1, hash: forged.previousHash }, contentDigest(forged)),
  };
}

describe('the hashes of a journal', () => {
  it('are the published ones', () => {
    const golden = goldenChain();
    const { rows } = written(golden.entries, golden.tenant_id);
    expect(rows.map((row) => contentDigest(row))).toEqual(golden.digests);
    expect(rows.map(({ hash }) => hash)).toEqual(golden.hashes);
  });

  it('tell apart what stands in one member from what stands in two, and nothing from an empty text', () => {
    const [row] = written(entries(1)).rows as [JournalRow];
    const digests = [
      { action: 'a', fromState: 'bc' },
      { action: 'ab', fromState: 'c' },
      { action: 'a","b', fromState: 'c' },
      { action: 'a', fromState: '' },
      { action: 'a', fromState: null },
      { action: 'a', fromState: 'null' },
    ].map((members) => contentDigest({ ...row, ...members }));
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('verification', () => {
  it.each([0, 1, 2, 50])('finds nothing in %i rows as they were written', (count) => {
    expect(findingsOf(written(entries(count)))).toEqual([]);
    if (count === 0) expect(findingsOf({ rows: [], head: null })).toEqual([]);
  });

  const { rows, head } = written(entries(6));
  const row = (sequence: number) => rows[sequence - 1] as JournalRow;
  const without = (...gone: number[]) => rows.filter(({ sequence }) => !gone.includes(sequence));

  const tampered: [string, Kept, [string, number | null][]][] = [
    ['a changed member', { rows: change(rows, 3, { toState: 'cancelled' }), head }, [['changed', 3]]],
    ['a changed first row', { rows: change(rows, 1, { at: 1 }), head }, [['changed', 1]]],
    [
      'details that are written otherwise',
      { rows: change(rows, 2, { details: '{"n": 1}' }), head },
      [['changed', 2]],
    ],
    [
      'a changed member, hashed anew',
      { rows: rows.map((each) => (each.sequence === 3 ? rehashed(each, { toState: 'x' }) : each)), head },
      [['unlinked', 4]],
    ],
    [
      'a changed last row, hashed anew',
      { rows: [...without(6), rehashed(row(6), { toState: 'x' })], head },
      [['end', 6]],
    ],
    ['a removed first row', { rows: without(1), head }, [['missing', 1]]],
    ['removed rows in the middle', { rows: without(3, 4), head }, [['missing', 3]]],
    ['a removed last row', { rows: without(6), head }, [['missing', 6]]],
    ['all rows removed', { rows: [], head }, [['missing', 1]]],
    [
      'a removed row whose place the later ones took',
      {
        rows: without(3).map((each) => (each.sequence > 3 ? { ...each, sequence: each.sequence - 1 } : each)),
        head,
      },
      [
        ['changed', 3],
        ['changed', 4],
        ['changed', 5],
        ['missing', 6],
      ],
    ],
    [
      'two rows in each other’s place',
      {
        rows: change(change(rows, 3, { ...row(4), sequence: 30 }), 4, { ...row(3), sequence: 4 }).map(
          (each) => (each.sequence === 30 ? { ...each, sequence: 3 } : each),
        ),
        head,
      },
      [
        ['changed', 3],
        ['changed', 4],
        ['unlinked', 5],
      ],
    ],
    [
      'a row of another tenant',
      { rows: change(rows, 2, { ...written(entries(6), bookingId).rows[1]!, tenantId }), head },
      [
        ['changed', 2],
        ['unlinked', 3],
      ],
    ],
    ['a row behind the end', { rows: [...rows, written(entries(7)).rows[6]!], head }, [['inserted', 7]]],
    ['a row before the first', { rows: [{ ...row(1), sequence: 0 }, ...rows], head }, [['inserted', null]]],
    ['a row between two', { rows: [...rows, { ...row(3), sequence: 3.5 }], head }, [['inserted', null]]],
    [
      'an end set back over removed rows',
      { rows: without(5, 6), head: { sequence: 5, hash: row(5).hash } },
      [['missing', 5]],
    ],
    ['an end that was set back', { rows, head: { sequence: 5, hash: row(5).hash } }, [['inserted', 6]]],
    ['an end of another hash', { rows, head: { sequence: 6, hash: row(5).hash } }, [['end', 6]]],
    ['no recorded end', { rows, head: null }, [['end', 6]]],
    [
      'a hash in other letters',
      { rows: change(rows, 2, { hash: row(2).hash.toUpperCase() }), head },
      [
        ['changed', 2],
        ['unlinked', 3],
      ],
    ],
    [
      'a previous hash in other letters',
      { rows: change(rows, 2, { previousHash: row(2).previousHash.toUpperCase() }), head },
      [['changed', 2]],
    ],
    [
      'values of other kinds',
      { rows: change(rows, 2, { previousHash: 7 as never, at: Buffer.from('x') as never }), head },
      [['changed', 2]],
    ],
  ];
  it.each(tampered)('names %s', (_, kept, expected) => {
    expect(places(kept)).toEqual(expected);
  });

  const memberOf = fc.constantFrom(
    'bookingId',
    'action',
    'fromState',
    'toState',
    'at',
    'requestId',
    'credentialKind',
    'credentialId',
    'userId',
    'fingerprint',
    'details',
    'previousHash',
    'hash',
    'tenantId',
  );
  type Tampering = (kept: { rows: JournalRow[]; head: ChainEnd }) => Kept;
  const at = (kept: { rows: JournalRow[] }, place: number) => place % kept.rows.length;
  const tamperings: fc.Arbitrary<Tampering> = fc.oneof(
    fc
      .record({ place: fc.nat(), member: memberOf, value: fc.oneof(fc.string(), fc.constant(null)) })
      .map(({ place, member, value }): Tampering => ({ rows, head: end }) => ({
        rows: change(rows, at({ rows }, place) + 1, { [member]: value }),
        head: end,
      })),
    fc.record({ place: fc.nat(), text: fc.string() }).map(({ place, text }): Tampering => (kept) => ({
      rows: kept.rows.map((each, index) =>
        index === at(kept, place) ? rehashed(each, { action: `x${text}` }) : each,
      ),
      head: kept.head,
    })),
    fc.uniqueArray(fc.nat({ max: 11 }), { minLength: 1 }).map((gone): Tampering => (kept) => {
      const places = new Set(gone.map((place) => at(kept, place)));
      return { rows: kept.rows.filter((_, index) => !places.has(index)), head: kept.head };
    }),
    fc.record({ a: fc.nat(), b: fc.nat() }).map(({ a, b }): Tampering => (kept) => {
      const [x, y] = [at(kept, a), at(kept, b)];
      const swapped = [...kept.rows];
      swapped[x] = { ...kept.rows[y]!, sequence: x + 1 };
      swapped[y] = { ...kept.rows[x]!, sequence: y + 1 };
      return { rows: swapped, head: kept.head };
    }),
    fc.record({ place: fc.nat(), text: fc.string() }).map(({ place, text }): Tampering => (kept) => {
      const where = at(kept, place);
      const before = kept.rows[where]!;
      const forged = rehashed(before, { sequence: where + 2, previousHash: before.hash, action: `x${text}` });
      const later = kept.rows.slice(where + 1).map((each) => ({ ...each, sequence: each.sequence + 1 }));
      return { rows: [...kept.rows.slice(0, where + 1), forged, ...later], head: kept.head };
    }),
    fc
      .record({ sequence: fc.nat(), hash: fc.string() })
      .map((end): Tampering => ({ rows }) => ({ rows, head: end })),
  );

  it('finds whatever is changed, removed, put in, or put elsewhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), tamperings, (count, tamper) => {
        const kept = written(entries(count));
        const after = tamper(kept);
        fc.pre(JSON.stringify(after) !== JSON.stringify(kept));
        expect(findingsOf(after)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
