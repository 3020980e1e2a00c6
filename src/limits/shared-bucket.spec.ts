import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fullAtAfter, mostSpentMs, type FullAt } from './shared-bucket.js';
import { windowMs } from './token-bucket.js';

const now = 1_700_000_000_000;

const tellAll = (spendings: readonly number[], from: FullAt | null = null) =>
  spendings.reduce<FullAt | null>((bucket, spentMs) => fullAtAfter(bucket, spentMs, now), from);

describe('a bucket that several processes spend from', () => {
  it('has lost the sum of what all spent, in whatever order they tell', () => {
    const told = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(told, fc.infiniteStream(fc.nat()), (spendings, order) => {
        const sum = spendings.reduce((one, other) => one + other, 0);
        const shuffled = spendings
          .map((spentMs) => ({ spentMs, place: order.next().value }))
          .sort((one, other) => one.place - other.place)
          .map(({ spentMs }) => spentMs);
        expect(tellAll(spendings)).toBe(now + Math.min(sum, mostSpentMs));
        expect(tellAll(shuffled)).toBe(tellAll(spendings));
      }),
    );
  });

  it('has lost as much when it is told in one part as in many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), (spendings) => {
        expect(tellAll(spendings)).toBe(tellAll([spendings.reduce((one, other) => one + other, 0)]));
      }),
    );
  });

  it('refills a millisecond per millisecond, whoever tells when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ spentMs: fc.integer({ min: 1, max: 500 }), passed: fc.nat(100) }), {
          minLength: 1,
          maxLength: 100,
        }),
        (turns) => {
          let clock = now;
          let bucket = fullAtAfter(null, windowMs / 2, now);
          let spent = windowMs / 2;
          for (const { spentMs, passed } of turns) {
            clock += passed;
            bucket = fullAtAfter(bucket, spentMs, clock);
            spent += spentMs;
          }
          expect(bucket - clock).toBe(spent - (clock - now));
        },
      ),
    );
  });

  it('is never deeper in debt than a minute', () => {
    expect(tellAll(Array<number>(8).fill(windowMs))).toBe(now + mostSpentMs);
    expect(mostSpentMs).toBe(2 * windowMs);
  });

  it('is full where its instant can only be of a clock that was set back', () => {
    expect(fullAtAfter(now + 3_600_000, 10, now)).toBe(now + 10);
    expect(fullAtAfter(now - 3_600_000, 10, now)).toBe(now + 10);
  });
});
