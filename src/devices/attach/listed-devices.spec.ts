import { describe, expect, it } from '@jest/globals';
import { bytesAtMost, listedAtMost, listedOf } from './listed-devices.js';

describe('listedOf', () => {
  it.each<[string, readonly number[], number]>([
    ['no device', [], 0],
    ['all that fit', [300, bytesAtMost - 300], 2],
    ['none from the first on that does not', [300, bytesAtMost - 299, 1], 1],
    ['one device, whatever its size', [bytesAtMost + 1, 1], 1],
    ['so many devices at most', Array<number>(listedAtMost + 1).fill(1), listedAtMost],
  ])('lists %s', (_, bytes, count) => expect(listedOf(bytes)).toBe(count));
});
