import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fullBucket, lookInto, refilled, spent, windowMs, type Bucket } from './token-bucket.js';

const start = 1_700_000_000_000;

/** Takes a token at each instant where there is one and answers how many there were. */
function takeAll(instants: readonly number[], perMinute: number, from: Bucket = fullBucket): number {
  let bucket = from;
  let taken = 0;
  for (const now of instants) {
    bucket = refilled(bucket, now);
    if (!lookInto(bucket, perMinute).allowed) continue;
    bucket = spent(bucket, perMinute);
    taken += 1;
  }
  return taken;
}

function drained(perMinute: number): Bucket {
  let bucket = refilled(fullBucket, start);
  while (lookInto(bucket, perMinute).allowed) bucket = spent(bucket, perMinute);
  return bucket;
}

const limits = fc.integer({ min: 1, max: 5000 });
const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), {
  minLength: 1,
  maxLength: 400,
});

function instantsOf(steps: readonly number[]): number[] {
  let now = start;
  return steps.map((step) => (now += step));
}

describe('a token bucket', () => {
  it('never gives more than its capacity and what flowed in since', () => {
    fc.assert(
      fc.property(limits, gaps, (perMinute, steps) => {
        const instants = instantsOf(steps);
        const elapsed = (instants.at(-1) as number) - (instants[0] as number);
        const most = perMinute + (perMinute * elapsed) / windowMs;
        expect(takeAll(instants, perMinute)).toBeLessThanOrEqual(Math.floor(most + 0.001));
      }),
    );
  });

  it('never gives more than that from any instant on, whatever went before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), gaps, gaps, (perMinute, before, after) => {
        let bucket = fullBucket;
        for (const now of instantsOf(before)) {
          bucket = refilled(bucket, now);
          if (lookInto(bucket, perMinute).allowed) bucket = spent(bucket, perMinute);
        }
        const instants = after.map(
          (
            (now) => (step: number) =>
              (now += step)
          )(bucket.atMs),
        );
        const elapsed = (instants.at(-1) as number) - (instants[0] as number);
        const most = perMinute + (perMinute * elapsed) / windowMs;
        expect(takeAll(instants, perMinute, bucket)).toBeLessThanOrEqual(Math.floor(most + 0.001));
      }),
    );
  });

  it('gives everything it holds at once, then nothing until a token has flowed in', () => {
    fc.assert(
      fc.property(limits, (perMinute) => {
        expect(takeAll(Array<number>(perMinute + 5).fill(start), perMinute)).toBe(perMinute);
      }),
    );
  });

  it('never starves a caller who stays within the rate', () => {
    fc.assert(
      fc.property(limits, (perMinute) => {
        const steps = Array<number>(300).fill(Math.ceil(windowMs / perMinute));
        expect(takeAll(instantsOf(steps), perMinute, drained(perMinute))).toBe(300);
      }),
    );
  });

  it('says how long to wait, and a token is there then and not before', () => {
    fc.assert(
      fc.property(limits, (perMinute) => {
        const bucket = drained(perMinute);
        const { waitMs } = lookInto(bucket, perMinute);
        expect(lookInto(refilled(bucket, start + Math.ceil(waitMs)), perMinute).allowed).toBe(true);
        if (waitMs > 2)
          expect(lookInto(refilled(bucket, start + Math.floor(waitMs) - 1), perMinute).allowed).toBe(false);
      }),
    );
  });

  it('is not punished for a clock that was set back by hours: time flows from there', () => {
    const earlier = start - 3 * 3_600_000;
    const setBack = refilled(drained(60), earlier);
    expect(lookInto(setBack, 60).allowed).toBe(false);
    expect(lookInto(refilled(setBack, earlier + 1000), 60).allowed).toBe(true);
  });

  it('keeps its share when the limit changes', () => {
    const half = { spentMs: windowMs / 2, atMs: start };
    expect(lookInto(half, 100).remaining).toBe(50);
    expect(lookInto(half, 1000).remaining).toBe(500);
  });
});
