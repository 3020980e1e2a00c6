import { describe, expect, it } from '@jest/globals';
import { OwnedTime } from '../../test/support/owned-time.js';
import { DueLoop } from './due-loop.js';

/** A loop whose rounds answer what is given, then that nothing is left. */
function loopOf(answers: readonly (boolean | Error)[]) {
  const time = new OwnedTime();
  const began = time.nowMs();
  const rounds: number[] = [];
  const failures: unknown[] = [];
  const loop = new DueLoop({
    round: async () => {
      const answer = answers[rounds.length] ?? false;
      rounds.push(time.nowMs() - began);
      if (typeof answer !== 'boolean') throw answer;
      return answer;
    },
    failed: (error) => void failures.push(error),
    timers: time.timers,
    nowMs: () => time.nowMs(),
  });
  return { time, loop, rounds, failures };
}

describe('the loop', () => {
  it('looks each second when nothing is due', async () => {
    const { time, loop, rounds } = loopOf([]);
    loop.start();
    await time.pass(3_500);
    expect(rounds).toEqual([1_000, 2_000, 3_000]);
  });

  it('goes on at once while there is more, with a pause in between', async () => {
    const { time, loop, rounds } = loopOf([true, true, false]);
    loop.start();
    await time.pass(2_500);
    expect(rounds).toEqual([1_000, 1_005, 1_010, 2_010]);
  });

  it('that looks less often looks soon after its start and after a failure', async () => {
    const time = new OwnedTime();
    const began = time.nowMs();
    const rounds: number[] = [];
    const loop = new DueLoop({
      round: async () => {
        rounds.push(time.nowMs() - began);
        if (rounds.length === 2) throw new Error('away');
        return false;
      },
      failed: () => undefined,
      timers: time.timers,
      nowMs: () => time.nowMs(),
      everyMs: 60_000,
    });
    loop.start();
    await time.pass(123_000);
    expect(rounds).toEqual([1_000, 61_000, 62_000, 122_000]);
  });

  it('pauses as long as a round took, a quarter of a second at most', async () => {
    const time = new OwnedTime();
    const began = time.nowMs();
    const starts: number[] = [];
    const takes = [100, 5_000, 0];
    const loop = new DueLoop({
      round: async () => {
        starts.push(time.nowMs() - began);
        const ms = takes[starts.length - 1] ?? 0;
        await new Promise<void>((done) => void time.timers(ms, done));
        return true;
      },
      failed: () => undefined,
      timers: time.timers,
      nowMs: () => time.nowMs(),
    });
    loop.start();
    await time.pass(6_500);
    expect(starts.slice(0, 3)).toEqual([1_000, 1_200, 6_450]);
  });

  it('says of an outage once, and goes on each second', async () => {
    const outage = new Error('away');
    const { time, loop, rounds, failures } = loopOf([outage, outage, false, outage]);
    loop.start();
    await time.pass(4_500);
    expect(rounds).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(failures).toEqual([outage, outage]);
  });

  it('begins no round once it is stopped', async () => {
    const { time, loop, rounds } = loopOf([]);
    loop.start();
    await time.pass(1_500);
    await loop.stop();
    loop.start();
    await time.pass(5_000);
    expect(rounds).toEqual([1_000]);
    expect(time.pending).toBe(0);
  });

  it('is stopped when its running round has ended, and not before', async () => {
    const time = new OwnedTime();
    const loop = new DueLoop({
      round: () => new Promise<boolean>((done) => void time.timers(700, () => done(true))),
      failed: () => undefined,
      timers: time.timers,
      nowMs: () => time.nowMs(),
    });
    loop.start();
    await time.pass(1_000);
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await time.pass(600);
    expect(stopped).toBe(false);
    await time.pass(100);
    await stopping;
    expect(stopped).toBe(true);
    expect(time.pending).toBe(0);
  });

  it('is stopped after five seconds though its round never ends', async () => {
    const time = new OwnedTime();
    const loop = new DueLoop({
      round: () => new Promise(() => undefined),
      failed: () => undefined,
      timers: time.timers,
      nowMs: () => time.nowMs(),
    });
    loop.start();
    await time.pass(1_000);
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await time.pass(4_900);
    expect(stopped).toBe(false);
    await time.pass(200);
    await stopping;
    expect(stopped).toBe(true);
  });
});
