import { expect, it } from '@jest/globals';
import { medianSlice } from './slices.mjs';

const idle = { ask: async () => 0 };

it('answers the median of the slices after the warm-up', async () => {
  const rates = [10, 9_000, 20, 400, 100, 900, 200, 300];
  const load = async (index) => ({ good: rates[index], bad: 0, p99Ms: index });
  const slice = await medianSlice({ product: idle, load, slices: 5, seconds: 2 });
  expect(slice).toEqual({ good: 300, bad: 0, p99Ms: 7, cpuUs: 0 });
});

it('gives microseconds of work for an answer', async () => {
  let us = 0;
  const product = { ask: async () => (us += 500_000) };
  const load = async () => ({ good: 250, bad: 0 });
  expect((await medianSlice({ product, load, slices: 3, seconds: 4 })).cpuUs).toBe(500);
});

it('gives up where a request was not answered as it should be', async () => {
  const load = async () => ({ good: 10, bad: 2 });
  await expect(medianSlice({ product: idle, load, slices: 3, seconds: 1 })).rejects.toThrow(
    '2 requests were not answered as they should be.',
  );
});
