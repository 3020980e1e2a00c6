import { describe, expect, it } from '@jest/globals';
import { ResourceTurns } from './resource-turns.js';

/** Work that says when it began, and ends when it is told to. */
function steps() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (hadRivals: boolean) => {
    log.push(`${name} ${hadRivals ? 'after others' : 'at once'}`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { log, work, end: (name: string) => ends.get(name)?.() };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one after the other for one thing, and at once for different things', async () => {
    const turns = new ResourceTurns();
    const { log, work, end } = steps();
    const all = [
      turns.run(['x'], work('one')),
      turns.run(['x'], work('two')),
      turns.run(['y'], work('other')),
    ];
    await settled();
    expect(log).toEqual(['one at once', 'other at once']);
    end('one');
    await settled();
    expect(log).toEqual(['one at once', 'other at once', 'two after others']);
    end('two');
    end('other');
    expect(await Promise.all(all)).toEqual(['one', 'two', 'other']);
  });

  it('wait for everyone before them on any of their things, in whatever order they name them', async () => {
    const turns = new ResourceTurns();
    const { log, work, end } = steps();
    const all = [
      turns.run(['x'], work('x')),
      turns.run(['y', 'x'], work('both')),
      turns.run(['x', 'y'], work('both again')),
    ];
    await settled();
    end('x');
    await settled();
    expect(log).toEqual(['x at once', 'both after others']);
    end('both');
    await settled();
    end('both again');
    await Promise.all(all);
    expect(log.at(-1)).toBe('both again after others');
  });

  it('go on after a turn that failed, and leave nothing behind', async () => {
    const turns = new ResourceTurns();
    const failed = turns.run(['x'], () => Promise.reject(new Error('lost')));
    const next = turns.run(['x'], async (hadRivals) => hadRivals);
    await expect(failed).rejects.toThrow('lost');
    expect(await next).toBe(true);
    expect(await turns.run(['x'], async (hadRivals) => hadRivals)).toBe(false);
  });

  it('do not wait for ever for one that hangs', async () => {
    const turns = new ResourceTurns();
    const { work, end } = steps();
    const hanging = turns.run(['x'], work('hangs'));
    expect(await turns.run(['x'], async (hadRivals) => hadRivals)).toBe(true);
    end('hangs');
    await hanging;
  });
});
