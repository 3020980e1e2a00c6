import { describe, expect, it } from '@jest/globals';
import { flatness } from './flatness.mjs';

const mebibytes = (...values) => values.map((value) => value * 2 ** 20);
const rising = (from, each, count) => mebibytes(...Array.from({ length: count }, (_, n) => from + n * each));

describe('flatness', () => {
  it('compares the medians of the first and the last third', () => {
    const samples = mebibytes(500, 200, 201, 900, 900, 900, 202, 203, 1);
    expect(flatness(samples)).toEqual({
      first: 201 * 2 ** 20,
      last: 202 * 2 ** 20,
      percent: expect.closeTo(0.4975, 3),
      isFlat: true,
    });
  });

  it('finds a leak of a mebibyte a minute in half an hour', () => {
    expect(flatness(rising(150, 1, 30)).isFlat).toBe(false);
  });

  it('finds a leak of 5 % and a little more in a large process', () => {
    expect(flatness(mebibytes(1000, 1000, 1052)).isFlat).toBe(false);
    expect(flatness(mebibytes(1000, 1000, 1049)).isFlat).toBe(true);
  });

  it('takes a few mebibytes of a small process for noise', () => {
    expect(flatness(mebibytes(100, 100, 107)).isFlat).toBe(true);
    expect(flatness(mebibytes(100, 100, 109)).isFlat).toBe(false);
  });

  it('takes memory that is given back for flat', () => {
    expect(flatness(rising(200, -2, 30)).isFlat).toBe(true);
  });

  it('says nothing of two samples', () => {
    expect(() => flatness([1, 1])).toThrow(RangeError);
  });
});
