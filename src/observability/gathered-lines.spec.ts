import { describe, expect, it } from '@jest/globals';
import { GatheredLines } from './gathered-lines.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('gathered lines', () => {
  it('arrive in order, together, one turn later', async () => {
    const written: string[] = [];
    const lines = new GatheredLines({ write: (text) => void written.push(text) });
    lines.write('one\n');
    lines.write('two\n');
    expect(written).toEqual([]);
    await turn();
    lines.write('three\n');
    await turn();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('are all out after a flush, and none twice', async () => {
    const written: string[] = [];
    const lines = new GatheredLines({
      write: (text) => void written.push(text),
      flushSync: () => void written.push('flushed'),
    });
    lines.write('one\n');
    lines.flushSync();
    await turn();
    expect(written).toEqual(['one\n', 'flushed']);
  });
});
