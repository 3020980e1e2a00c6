import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clipped, contains, difference, intersection, merged, overlaps, type Interval } from './interval.js';

const SIZE = 40;
const some = fc.array(
  fc.record({ start: fc.nat(SIZE), end: fc.nat(SIZE) }).filter(({ start, end }) => start < end),
  { maxLength: 8 },
);

/** The whole numbers that lie in them. */
const points = (intervals: readonly Interval[]): number[] =>
  Array.from({ length: SIZE }, (_, point) => point).filter((point) =>
    intervals.some(({ start, end }) => start <= point && point < end),
  );

const isNormal = (intervals: readonly Interval[]): boolean =>
  intervals.every(({ start, end }, index) => start < end && (intervals[index - 1]?.end ?? -1) < start);

describe('intervals', () => {
  it('are united, cut, taken away and clipped as the sets of their points are', () => {
    fc.assert(
      fc.property(some, some, fc.nat(SIZE), fc.nat(SIZE), (a, b, start, end) => {
        const [one, other] = [merged(a), merged(b)];
        const [inOne, inOther] = [points(one), points(other)];
        expect(inOne).toEqual(points(a));
        const answers: [Interval[], number[]][] = [
          [one, inOne],
          [intersection(one, other), inOne.filter((point) => inOther.includes(point))],
          [difference(one, other), inOne.filter((point) => !inOther.includes(point))],
          [clipped(one, start, end), inOne.filter((point) => point >= start && point < end)],
        ];
        for (const [answer, expected] of answers) {
          expect(points(answer)).toEqual(expected);
          expect(isNormal(answer)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('contain and overlap a span as the sets of their points do', () => {
    fc.assert(
      fc.property(some, fc.nat(SIZE - 1), fc.integer({ min: 1, max: SIZE }), (a, start, length) => {
        const span = { start, end: Math.min(start + length, SIZE) };
        const [inList, inSpan] = [points(a), points([span])];
        expect(contains(merged(a), span)).toBe(inSpan.every((point) => inList.includes(point)));
        expect(overlaps(merged(a), span)).toBe(inSpan.some((point) => inList.includes(point)));
      }),
      { numRuns: 2000 },
    );
  });

  it('that are empty or reversed vanish', () => {
    const none = [
      { start: 5, end: 5 },
      { start: 9, end: 1 },
      { start: Number.NaN, end: 4 },
    ];
    expect(merged(none)).toEqual([]);
    expect(clipped([{ start: 0, end: 9 }], 5, 5)).toEqual([]);
  });
});
