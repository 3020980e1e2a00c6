import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passOnLines } from './whole-lines.js';

describe('passOnLines', () => {
  it('keeps lines whole however the bytes of several workers come', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { minLength: 1 }), { maxLength: 3 }),
        fc.infiniteStream(fc.nat(7)),
        async (workers, sizes) => {
          const written: string[] = [];
          const streams = workers.map(() => new PassThrough());
          const ended = streams.map((stream) => once(stream, 'end'));
          for (const stream of streams) passOnLines(stream, (lines) => written.push(lines));
          const bytes = workers.map((lines, worker) =>
            Buffer.from(lines.map((text) => `${worker}:${text}\n`).join('')),
          );
          const at = workers.map(() => 0);
          while (bytes.some((all, worker) => at[worker]! < all.length)) {
            for (const [worker, all] of bytes.entries()) {
              const size = sizes.next().value + 1;
              streams[worker]!.write(all.subarray(at[worker], at[worker]! + size));
              at[worker]! += size;
            }
            await new Promise(setImmediate);
          }
          for (const stream of streams) stream.end();
          await Promise.all(ended);
          const lines = written.join('').split('\n');
          for (const [worker, own] of workers.entries()) {
            const prefix = `${worker}:`;
            expect(
              lines.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length)),
            ).toEqual(own);
          }
          expect(lines).toHaveLength(workers.flat().length + 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('ends the last line of a worker that was killed in the middle of it', async () => {
    const stream = new PassThrough();
    const written: string[] = [];
    passOnLines(stream, (lines) => written.push(lines));
    stream.end('{"message":"half');
    await once(stream, 'end');
    expect(written.join('')).toBe('{"message":"half\n');
  });
});
