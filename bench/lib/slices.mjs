import { median } from './statistics.mjs';

/** Until the engine has compiled what runs often: a server that has just started does half of what it does after this. */
const warmUps = 3;

/**
 * The same load on the same server, slice after slice; after the first ones, which warm up, answers the median slice by what
 * was answered well a second, and the microseconds that the server's process worked for each of its answers.
 *
 * @template {{ good: number, bad: number }} Slice
 * @param {{ product: { ask(question: 'cpuUs'): Promise<number> }, slices: number, seconds: number,
 *   load: (index: number) => Promise<Slice> }} facts `slices` is odd; `bad` of each must be 0
 * @returns {Promise<Slice & { cpuUs: number }>}
 */
export async function medianSlice({ product, slices, seconds, load }) {
  const found = [];
  for (let index = 0; index < warmUps + slices; index += 1) {
    const before = await product.ask('cpuUs');
    const slice = await load(index);
    const after = await product.ask('cpuUs');
    if (slice.bad > 0) throw new Error(`${slice.bad} requests were not answered as they should be.`);
    const workedUs = after - before;
    if (index >= warmUps) found.push({ ...slice, cpuUs: workedUs / (slice.good * seconds) });
  }
  const middle = median(found.map(({ good }) => good));
  return found.find(({ good }) => good === middle);
}
