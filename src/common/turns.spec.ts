import { describe, expect, it } from '@jest/globals';
import { Turns, type Turn } from './turns.js';

/** Turns that say what they do, and work until they are told to end. */
function watched() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const turn = (name: string, look: () => Promise<void> = async () => undefined): Turn<string> => ({
    look: () => {
      log.push(`${name} looks`);
      return look();
    },
    work: async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    },
  });
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  return { log, turn, end };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one after the other for one thing, and at once for different things', async () => {
    const turns = new Turns();
    const { log, turn, end } = watched();
    const all = [
      turns.run(['x'], turn('one')),
      turns.run(['x'], turn('two')),
      turns.run(['x'], turn('three')),
      turns.run(['y'], turn('other')),
    ];
    await settled();
    expect(log).toEqual(['one', 'other']);
    await end('one');
    // The next does not look before it works; who waits on does.
    expect(log).toEqual(['one', 'other', 'two', 'three looks']);
    await end('two');
    await end('three');
    await end('other');
    expect(await Promise.all(all)).toEqual(['one', 'two', 'three', 'other']);
  });

  it('wait for everyone before them on any of their things, in whatever order they name them', async () => {
    const turns = new Turns();
    const { log, turn, end } = watched();
    const all = [
      turns.run(['x'], turn('x')),
      turns.run(['y', 'x'], turn('both')),
      turns.run(['x', 'y'], turn('both again')),
    ];
    await settled();
    await end('x');
    expect(log).toEqual(['x', 'both', 'both again looks']);
    await end('both');
    expect(log.at(-1)).toBe('both again');
    await end('both again');
    await Promise.all(all);
  });

  it('that see that nothing is left go at once, and whoever comes after them still waits', async () => {
    const turns = new Turns();
    const { log, turn, end } = watched();
    const lost = () => Promise.reject(new Error('taken'));
    const first = turns.run(['x'], turn('first'));
    const second = turns.run(['x'], turn('second'));
    const losers = [1, 2, 3].map((number) =>
      turns.run(['x'], turn(`loser ${number}`, lost)).catch((error: Error) => error.message),
    );
    await end('first');
    expect(await Promise.all(losers)).toEqual(['taken', 'taken', 'taken']);
    const late = turns.run(['x'], turn('late'));
    await settled();
    expect(log.filter((line) => !line.endsWith('looks'))).toEqual(['first', 'second']);
    await end('second');
    await end('late');
    expect(await Promise.all([first, second, late])).toEqual(['first', 'second', 'late']);
  });

  it('go on after a turn that failed, and leave nothing behind', async () => {
    const turns = new Turns();
    const looks: string[] = [];
    const quick = (name: string): Turn<string> => ({
      look: async () => void looks.push(name),
      work: async () => name,
    });
    const failed = turns.run(['x'], { ...quick('a'), work: () => Promise.reject(new Error('lost')) });
    const next = turns.run(['x'], quick('b'));
    const afterNext = turns.run(['x'], quick('c'));
    await expect(failed).rejects.toThrow('lost');
    expect(await Promise.all([next, afterNext])).toEqual(['b', 'c']);
    await settled();
    expect(await turns.run(['x'], quick('d'))).toBe('d');
    expect(looks).toEqual(['c']);
  });

  it('do not wait for ever for one that hangs', async () => {
    const turns = new Turns();
    const { turn, end } = watched();
    const hanging = turns.run(['x'], turn('hangs'));
    expect(await turns.run(['x'], { work: async () => 'went on' })).toBe('went on');
    await end('hangs');
    await hanging;
  });
});
