import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fullAtAfter, type FullAt } from './shared-bucket.js';
import { SharedBuckets, worthTellingMs } from './shared-buckets.js';
import { windowMs } from './token-bucket.js';

const start = 1_700_000_000_000;
const intervalMs = 200;

/** Nodes on one database, each with a clock of its own, which may be hours wrong. */
class Nodes {
  nowMs = start;
  private readonly rows = new Map<string, FullAt>();
  private readonly nodes: readonly { readonly buckets: SharedBuckets; readonly aheadMs: number }[];

  constructor(aheadMs: readonly number[]) {
    this.nodes = aheadMs.map((ahead) => ({ buckets: new SharedBuckets(100), aheadMs: ahead }));
  }

  take(node: number, perMinute: number, key = 'ann'): boolean {
    const { buckets, aheadMs } = this.at(node);
    return buckets.take(key, perMinute, this.nowMs + aheadMs).allowed;
  }

  exchange(node: number): void {
    const { buckets, aheadMs } = this.at(node);
    for (const { key, spentMs } of buckets.collect(1000)) {
      const fullAt = fullAtAfter(this.rows.get(key) ?? null, spentMs, this.nowMs);
      this.rows.set(key, fullAt);
      buckets.takeOver({ key, spentMs: fullAt - this.nowMs }, this.nowMs + aheadMs);
    }
  }

  at(node: number) {
    return this.nodes[node] as { readonly buckets: SharedBuckets; readonly aheadMs: number };
  }
}

const clocks = fc.array(fc.integer({ min: -7_200_000, max: 7_200_000 }), { minLength: 1, maxLength: 6 });
const limits = fc.integer({ min: 1, max: 6000 });

describe('buckets that processes share', () => {
  it('give together what one bucket gives, and what comes between two exchanges, however wrong the clocks are', () => {
    const asked = fc.array(fc.array(fc.nat(12), { minLength: 6, maxLength: 6 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(clocks, limits, asked, (aheadMs, perMinute, intervals) => {
        const nodes = new Nodes(aheadMs);
        let allowed = 0;
        for (const interval of intervals) {
          aheadMs.forEach((_, node) => {
            for (let count = interval[node] ?? 0; count > 0; count -= 1)
              if (nodes.take(node, perMinute)) allowed += 1;
          });
          nodes.nowMs += intervalMs;
          aheadMs.forEach((_, node) => nodes.exchange(node));
        }
        const elapsedMs = intervals.length * intervalMs;
        const most = perMinute + (perMinute * elapsedMs) / windowMs;
        const untold = (perMinute * worthTellingMs) / windowMs + 1;
        expect(allowed).toBeLessThanOrEqual(most + aheadMs.length * (untold + 12));
      }),
      { numRuns: 300 },
    );
  });

  it('hold the rate in the long run: a caller who never stops gets the limit from all nodes together', () => {
    const [minutes, perMinute] = [10, 60];
    for (const count of [1, 2, 8]) {
      const nodes = new Nodes(Array.from({ length: count }, (_, node) => node * 60_000));
      let allowed = 0;
      for (let passed = 0; passed < minutes * windowMs; passed += intervalMs) {
        for (let node = 0; node < count; node += 1) {
          if (nodes.take(node, perMinute)) allowed += 1;
          nodes.exchange(node);
        }
        nodes.nowMs += intervalMs;
      }
      expect(allowed).toBeGreaterThanOrEqual(minutes * perMinute);
      expect(allowed).toBeLessThanOrEqual((minutes + 1) * perMinute + count);
    }
  });

  it('never refuse a caller who stays within the rate, on whichever node they come', () => {
    fc.assert(
      fc.property(clocks, fc.array(fc.nat(5), { minLength: 100, maxLength: 400 }), (aheadMs, visits) => {
        const [nodes, perMinute] = [new Nodes(aheadMs), 300];
        const allowed = visits.filter((visit) => {
          nodes.nowMs += windowMs / perMinute;
          aheadMs.forEach((_, node) => nodes.exchange(node));
          return nodes.take(visit % aheadMs.length, perMinute);
        });
        expect(allowed).toHaveLength(visits.length);
      }),
    );
  });

  it('tell of nobody who spent less than a second’s worth', () => {
    const { buckets } = new Nodes([0]).at(0);
    for (let count = 0; count < 99; count += 1) buckets.take('ann', 6000, start);
    expect(buckets.collect(10)).toEqual([]);
    buckets.take('ann', 6000, start);
    expect(buckets.collect(10)).toEqual([{ key: 'ann', spentMs: expect.closeTo(worthTellingMs) }]);
    expect(buckets.collect(10)).toEqual([]);
  });

  it('tell of so many at a time, and of the others next', () => {
    const { buckets } = new Nodes([0]).at(0);
    for (const key of ['a', 'b', 'c']) buckets.take(key, 1, start);
    expect(buckets.collect(2).map(({ key }) => key)).toEqual(['a', 'b']);
    expect(buckets.collect(2).map(({ key }) => key)).toEqual(['c']);
  });

  it('add what was spent while the answer was on its way', () => {
    const { buckets } = new Nodes([0]).at(0);
    buckets.take('ann', 60, start);
    buckets.collect(10);
    buckets.take('ann', 60, start);
    buckets.takeOver({ key: 'ann', spentMs: 58_000 }, start);
    expect(buckets.look('ann', 60, start)).toMatchObject({ allowed: true, remaining: 1 });
  });

  it('are in debt where nodes gave too much, and say how long to wait', () => {
    const { buckets } = new Nodes([0]).at(0);
    buckets.take('ann', 60, start);
    buckets.collect(10);
    buckets.takeOver({ key: 'ann', spentMs: windowMs + 5_000 }, start);
    expect(buckets.look('ann', 60, start)).toMatchObject({ allowed: false, remaining: 0 });
    expect(buckets.look('ann', 60, start).waitMs).toBeCloseTo(6_000, 0);
    buckets.drain('ann', 60, start);
    expect(buckets.look('ann', 60, start + 5_900).allowed).toBe(false);
    expect(buckets.look('ann', 60, start + 6_000).allowed).toBe(true);
  });

  it('tell again what could not be told, but nothing that has flowed back since', () => {
    const { buckets } = new Nodes([0]).at(0);
    for (let count = 0; count < 30; count += 1) buckets.take('ann', 60, start);
    const lost = buckets.collect(10);
    buckets.giveBack(lost, start + 10_000);
    expect(buckets.collect(10)).toEqual([{ key: 'ann', spentMs: expect.closeTo(20_000) }]);
    buckets.giveBack(lost, start + 3_600_000);
    expect(buckets.collect(10)).toEqual([]);
  });

  it('stay bounded however many keys a stranger makes up', () => {
    const buckets = new SharedBuckets(100);
    for (let key = 0; key < 500; key += 1) buckets.drain(`address ${key}`, 10, start);
    expect(buckets.size).toBe(100);
    expect(buckets.collect(1000).length).toBeLessThanOrEqual(100);
  });
});
