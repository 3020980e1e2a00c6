import { getPriority } from 'node:os';
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { sampleKeys } from '../../test/builders/key-samples.js';
import { ASYMMETRIC_ALGORITHMS, type JwsAlgorithm } from './algorithms.js';
import { readCompactJws, type CompactJws } from './compact-jws.js';
import { LowPriorityThread } from './low-priority-thread.js';
import { signJws } from './sign-jws.js';

function signed(algorithm: JwsAlgorithm): CompactJws {
  const reading = readCompactJws(
    signJws({ kid: 'k' }, { id: 'ann' }, algorithm, sampleKeys(algorithm).signs),
  );
  if (!('ok' in reading)) throw new Error(reading.detail);
  return reading.ok;
}
const isLinux = process.platform === 'linux';
const threads = (): string[] => (isLinux ? readdirSync('/proc/self/task') : []);

describe('a thread of low priority', () => {
  const thread = new LowPriorityThread();
  afterAll(() => thread.close());

  it.each(ASYMMETRIC_ALGORITHMS)('says what a signature of %s is worth', async (algorithm) => {
    const { verifies } = sampleKeys(algorithm);
    const good = signed(algorithm);
    expect(await thread.verify(algorithm, verifies, good)).toBe(true);
    expect(await thread.verify(algorithm, verifies, { ...good, signingInput: `${good.signingInput}x` })).toBe(
      false,
    );
    expect(
      await thread.verify(algorithm, verifies, { ...good, signature: Buffer.alloc(good.signature.length) }),
    ).toBe(false);
    expect(await thread.verify(algorithm, verifies, { ...good, signature: good.signature.subarray(1) })).toBe(
      false,
    );
  });

  it('answers each question its own', async () => {
    const { verifies } = sampleKeys('ES512');
    const good = signed('ES512');
    const forged = { ...good, signingInput: `${good.signingInput}x` };
    const wanted = Array.from({ length: 40 }, (_, number) => number % 3 === 0);
    expect(
      await Promise.all(wanted.map((isGood) => thread.verify('ES512', verifies, isGood ? good : forged))),
    ).toEqual(wanted);
  });

  it('answers what it was asked when it ends', async () => {
    const ending = new LowPriorityThread();
    const { verifies } = sampleKeys('ES512');
    const good = signed('ES512');
    const answers = [good, { ...good, signingInput: 'x' }].map((jws) =>
      ending.verify('ES512', verifies, jws),
    );
    await ending.close();
    expect(await Promise.all(answers)).toEqual([true, false]);
    expect(await ending.verify('ES512', verifies, good)).toBe(true);
    await ending.close();
  });

  it('stands behind all other threads where they have priorities of their own', async () => {
    const before = new Set(threads());
    const own = new LowPriorityThread();
    await own.verify('ES512', sampleKeys('ES512').verifies, signed('ES512'));
    const added = threads().filter((id) => !before.has(id));
    const lowest = added.filter((id) => getPriority(Number(id)) === 19);
    expect(lowest).toHaveLength(isLinux ? 1 : 0);
    expect(getPriority(process.pid)).toBeLessThan(19);
    await own.close();
  });
});
