import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { OwnedTime } from '../../test/support/owned-time.js';
import { FairLanes } from './fair-lanes.js';

/** Works that note when they begin, and end when they are told to. */
function watched({ atOnce = 1, mostWaiting = 4, mostBehind = 4 } = {}) {
  const time = new OwnedTime();
  const lanes = new FairLanes({ atOnce, mostWaiting, mostBehind, timers: time.timers });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const run = (lane: string, name: string, { isBehind = false, restMs = 0 } = {}) =>
    lanes.run(lane, {
      isBehind,
      restMs: () => restMs,
      work: () => {
        begun.push(name);
        return new Promise<string>((resolve) => ends.push(() => resolve(name)));
      },
    });
  const endOne = async () => {
    ends.shift()?.();
    await settled();
  };
  return { lanes, time, begun, run, endOne, ends };
}

describe('fair lanes', () => {
  it('take turns: however many one lane was given, the other waits for one of them', async () => {
    const { run, begun, endOne } = watched();
    for (const name of ['a1', 'a2', 'a3']) void run('a', name);
    void run('b', 'b1');
    void run('c', 'c1');
    for (let count = 0; count < 5; count += 1) await endOne();
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('run one work of each lane at a time, and no more together than they may', async () => {
    const { run, begun, endOne } = watched({ atOnce: 2 });
    void run('a', 'a1');
    void run('a', 'a2');
    expect(begun).toEqual(['a1']);
    void run('b', 'b1');
    void run('c', 'c1');
    expect(begun).toEqual(['a1', 'b1']);
    await endOne();
    expect(begun).toEqual(['a1', 'b1', 'c1']);
    await endOne();
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a2']);
  });

  it('refuse what a full lane cannot take, and nothing of others', async () => {
    const { run, begun, endOne } = watched({ mostWaiting: 2 });
    const first = run('a', 'a1');
    const waiting = [run('a', 'a2'), run('a', 'a3')];
    expect(await run('a', 'a4')).toEqual({ refused: 'lane_full' });
    void run('b', 'b1');
    for (let count = 0; count < 4; count += 1) await endOne();
    expect(await Promise.all([first, ...waiting])).toEqual([{ ok: 'a1' }, { ok: 'a2' }, { ok: 'a3' }]);
    expect(begun).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('let go first whoever is not behind, who also takes the place of the last behind', async () => {
    const { run, begun, endOne } = watched({ mostWaiting: 2 });
    void run('a', 'a1');
    const behind = [run('a', 'late 1', { isBehind: true }), run('a', 'late 2', { isBehind: true })];
    void run('a', 'early');
    expect(await behind[1]).toEqual({ refused: 'lane_full' });
    expect(await run('a', 'late 3', { isBehind: true })).toEqual({ refused: 'lane_full' });
    for (let count = 0; count < 3; count += 1) await endOne();
    expect(begun).toEqual(['a1', 'early', 'late 1']);
    expect(await behind[0]).toEqual({ ok: 'late 1' });
  });

  it('let fewer wait behind, where those are told so', async () => {
    const { run, begun, endOne } = watched({ mostWaiting: 3, mostBehind: 1 });
    void run('a', 'a1');
    void run('a', 'late 1', { isBehind: true });
    expect(await run('a', 'late 2', { isBehind: true })).toEqual({ refused: 'lane_full' });
    void run('a', 'a2');
    void run('a', 'a3');
    for (let count = 0; count < 4; count += 1) await endOne();
    expect(begun).toEqual(['a1', 'a2', 'a3', 'late 1']);
  });

  it('let a lane rest, while others go on', async () => {
    const { run, begun, endOne, time } = watched();
    void run('a', 'a1', { restMs: 10 });
    void run('a', 'a2');
    void run('b', 'b1');
    await endOne();
    await endOne();
    expect(begun).toEqual(['a1', 'b1']);
    void run('a', 'a3');
    await time.pass(9);
    expect(begun).toEqual(['a1', 'b1']);
    await time.pass(1);
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('go on after a work that failed, hand its failure on, and keep no lane that is done', async () => {
    const { lanes, run, begun, endOne, time } = watched();
    const failing = lanes.run('a', { work: () => Promise.reject(new Error('broken')), restMs: () => 0 });
    const thrown = lanes.run('a', {
      work: () => {
        throw new Error('at once');
      },
      restMs: () => 0,
    });
    const next = run('a', 'a2', { restMs: 10 });
    await expect(failing).rejects.toThrow('broken');
    await expect(thrown).rejects.toThrow('at once');
    await settled();
    await endOne();
    expect(await next).toEqual({ ok: 'a2' });
    expect([begun, lanes.size]).toEqual([['a2'], 1]);
    await time.pass(10);
    expect(lanes.size).toBe(0);
  });
});
