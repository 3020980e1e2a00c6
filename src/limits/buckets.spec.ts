import { describe, expect, it } from '@jest/globals';
import { LocalBuckets } from './buckets.js';

const now = 1_700_000_000_000;

describe('the buckets of one process', () => {
  it('count each key apart', () => {
    const buckets = new LocalBuckets();
    expect(buckets.take('one', 1, now).allowed).toBe(true);
    expect(buckets.take('one', 1, now).allowed).toBe(false);
    expect(buckets.take('other', 1, now).allowed).toBe(true);
  });

  it('answer what is left after the token that was taken', () => {
    const buckets = new LocalBuckets();
    expect(buckets.take('one', 60, now)).toEqual({ allowed: true, remaining: 59, fullInMs: 1000, waitMs: 0 });
    expect(buckets.look('one', 60, now)).toMatchObject({ allowed: true, remaining: 59 });
  });

  it('take nothing when only looked at', () => {
    const buckets = new LocalBuckets();
    for (let round = 0; round < 5; round += 1) buckets.look('one', 1, now);
    expect(buckets.take('one', 1, now).allowed).toBe(true);
  });

  it('stay bounded however many keys a stranger makes up', () => {
    const buckets = new LocalBuckets(1000);
    for (let key = 0; key < 5000; key += 1) buckets.drain(`address ${key}`, 10, now);
    expect(buckets.size).toBe(1000);
  });

  it('let time flow again for a bucket whose clock was set back', () => {
    const buckets = new LocalBuckets();
    for (let round = 0; round < 60; round += 1) buckets.take('one', 60, now);
    const earlier = now - 7_200_000;
    expect(buckets.take('one', 60, earlier).allowed).toBe(false);
    expect(buckets.look('one', 60, earlier + 1000).allowed).toBe(true);
  });
});
