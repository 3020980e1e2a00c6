import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { inOnePiece, untilTurnEnds } from './written-together.js';

/** What arrives at the other end, write by write. */
function line(): { readonly stream: Writable; readonly arrived: string[] } {
  const arrived: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      arrived.push(text);
      done();
    },
    writev: (chunks, done) => {
      arrived.push(chunks.map(({ chunk }) => chunk as string).join(''));
      done();
    },
  });
  return { stream, arrived };
}

describe('what is written together', () => {
  it('goes out in one write, at once', () => {
    const { stream, arrived } = line();
    const answer = inOnePiece(stream, () => {
      inOnePiece(stream, () => stream.write('a'));
      stream.write('b');
      return 'sent';
    });
    expect(answer).toBe('sent');
    expect(arrived).toEqual(['ab']);
  });

  it('holds nothing back where sending fails', () => {
    const { stream, arrived } = line();
    const failing = () =>
      inOnePiece(stream, () => {
        stream.write('a');
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    stream.write('b');
    expect(arrived).toEqual(['a', 'b']);
  });

  it('waits for what is ready now, and for nothing else', async () => {
    const { stream, arrived } = line();
    await Promise.resolve();
    untilTurnEnds(stream);
    stream.write('begin ');
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
    stream.write('ask');
    expect(arrived).toEqual([]);
    await new Promise((wake) => setImmediate(wake));
    expect(arrived).toEqual(['begin ask']);
    stream.write('later');
    expect(arrived).toEqual(['begin ask', 'later']);
  });
});
