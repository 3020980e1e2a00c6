import { median } from './statistics.mjs';

/** A third's median may be this much above the first's, of whatever size, and still be noise of the allocator. */
const mostPercent = 5;
const mostBytes = 8 * 2 ** 20;

/**
 * Whether a series of sizes in bytes stays where it was: the median of the last third against that of the first. What rises
 * by no more than 5 % or 8 MiB, whichever is more, is flat; what falls is.
 *
 * @param {number[]} samples at least three, in the order of time
 * @returns {{ first: number, last: number, percent: number, isFlat: boolean }}
 */
export function flatness(samples) {
  if (samples.length < 3) throw new RangeError('Three samples at least are compared.');
  const third = Math.floor(samples.length / 3);
  const first = median(samples.slice(0, third));
  const last = median(samples.slice(-third));
  const isFlat = last - first <= Math.max((first * mostPercent) / 100, mostBytes);
  return { first, last, percent: ((last - first) / first) * 100, isFlat };
}
