import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ecPair, rsaPair, type TestKeyPair } from '../../../test/builders/jwk.js';
import { ScriptedIssuer } from '../../../test/support/scripted-issuer.js';
import { OwnedTime } from '../../../test/support/owned-time.js';
import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import type { KeySetSource } from './key-set-answers.js';
import type { FetchEvent, StaleUseEvent } from './key-set-observer.js';
import { KeySetStore } from './key-set-store.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const [k1, k2, k3] = [ecPair(), ecPair(), ecPair()];
const rsa = rsaPair();

const source: KeySetSource = {
  configurationId: 'configuration-a',
  version: 1,
  tenantId: 'tenant-a',
  jwksUri: 'https://a.test/keys',
  algorithms: ['ES256', 'RS256'],
};

let time: OwnedTime;
let issuer: ScriptedIssuer;
let store: KeySetStore;
let changes: string[];
let fetched: FetchEvent[];
let staleUses: StaleUseEvent[];

beforeEach(() => {
  time = new OwnedTime();
  issuer = new ScriptedIssuer();
  issuer.publish({ k1 });
  store = newStore();
});
afterEach(() => store.close());

function newStore(mostSets = 1000, staleMs = 24 * HOUR): KeySetStore {
  [changes, fetched, staleUses] = [[], [], []];
  const made = new KeySetStore({
    fetch: issuer.fetch,
    clock: time,
    timers: time.timers,
    chance: () => 1,
    staleMs,
    mostSets,
    observer: {
      fetched: (event) => fetched.push(event),
      usedPastItsTime: (event) => staleUses.push(event),
    },
  });
  made.onChanged((configurationId) => changes.push(configurationId));
  return made;
}

/** What the store says, with the key named by the pair it belongs to. */
async function ask(kid: string, algorithm: JwsAlgorithm = 'ES256', of = source): Promise<unknown> {
  return named(await store.keyFor(of, kid, algorithm));
}

function named(answer: Awaited<ReturnType<KeySetStore['keyFor']>> | undefined): unknown {
  if (answer === undefined || !('ok' in answer)) return answer;
  const pairs: Record<string, TestKeyPair> = { k1, k2, k3, rsa };
  return Object.keys(pairs).find((name) => pairs[name]?.publicKey.equals(answer.ok.key));
}

const held = (kid: string) => named(store.held(source, kid, 'ES256'));
const unknown = { refused: 'unknown_kid' };

describe('KeySetStore: the first request', () => {
  it('fetches and answers', async () => {
    expect(await ask('k1')).toBe('k1');
    expect(issuer.asked).toBe(1);
  });

  it('answers from what is held without waiting and without a fetch', async () => {
    expect(held('k1')).toBeUndefined();
    await ask('k1');
    expect(held('k1')).toBe('k1');
    expect(issuer.asked).toBe(1);
  });

  it('makes one fetch for a thousand requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => ask('k1')));
    expect(new Set(answers)).toEqual(new Set(['k1']));
    expect(issuer.asked).toBe(1);
  });

  it('makes at most two fetches for 500 random kids, at once or one after another', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, at) => ask(`at-once-${at}`)));
    for (let at = 0; at < 250; at += 1) expect(await ask(`one-by-one-${at}`)).toEqual(unknown);
    expect(issuer.asked).toBe(2);
  });

  it('fetches nothing for an algorithm the configuration does not list', async () => {
    expect(await ask('k1', 'ES384')).toEqual({ refused: 'algorithm_not_allowed' });
    expect(await ask('k1', 'HS256')).toEqual({ refused: 'algorithm_not_allowed' });
    expect(store.held(source, 'k1', 'HS256')).toEqual({ refused: 'algorithm_not_allowed' });
    expect(issuer.asked).toBe(0);
  });

  it('refuses a kid that two keys share', async () => {
    issuer.publish([
      [k1, { kid: 'a' }],
      [k2, { kid: 'a' }],
    ]);
    expect(await ask('a')).toEqual({ refused: 'ambiguous_kid' });
    expect(await ask('a')).toEqual({ refused: 'ambiguous_kid' });
    expect(issuer.asked).toBe(1);
  });
});

describe('KeySetStore: how long a set is kept', () => {
  it('is refreshed at 80 % of its time beside the requests, none of which waits', async () => {
    issuer.cacheControl = 'max-age=100';
    await ask('k1');
    await time.pass(79 * SECOND);
    expect(issuer.asked).toBe(1);
    issuer.stall();
    await time.pass(2 * SECOND);
    expect(issuer.asked).toBe(2);
    expect(held('k1')).toBe('k1');
    issuer.publish({ k2 });
    await issuer.resume();
    expect(held('k2')).toBe('k2');
  });

  it.each([
    ['max-age=0', 60],
    [undefined, 600],
    ['max-age=999999999', 86_400],
  ])('with Cache-Control %p is refreshed first after 80 %% of %i s', async (cacheControl, seconds) => {
    issuer.cacheControl = cacheControl;
    await ask('k1');
    await time.pass(seconds * 0.8 * SECOND - 1);
    held('k1');
    expect(issuer.asked).toBe(1);
    await time.pass(1);
    expect(issuer.asked).toBe(2);
  });

  it('is not refreshed for ever when nobody uses it', async () => {
    issuer.cacheControl = 'max-age=60';
    await ask('k1');
    await time.pass(24 * HOUR);
    const afterADay = issuer.asked;
    expect(afterADay).toBeLessThan(25);
    await time.pass(24 * HOUR);
    expect(issuer.asked).toBe(afterADay);
    expect(time.pending).toBe(0);
  });

  it('that lay unused for a quarter of an hour is refreshed by its next use, beside it while within its time', async () => {
    issuer.cacheControl = 'max-age=60';
    await ask('k1');
    await time.pass(15 * MINUTE + 15 * SECOND);
    const before = issuer.asked;
    issuer.publish({ k2 });
    expect(held('k1')).toBe('k1');
    await time.pass(0);
    expect(issuer.asked).toBe(before + 1);
    expect(held('k2')).toBe('k2');
  });

  it('that lay unused a moment past its time is fetched before it is used', async () => {
    issuer.cacheControl = 'max-age=60';
    await ask('k1');
    await time.pass(15 * MINUTE + 30 * SECOND);
    issuer.publish({ k2 });
    expect(held('k1')).toBeUndefined();
    expect(await ask('k2')).toBe('k2');
  });

  it('that lay unused past its time is fetched before it is used', async () => {
    await ask('k1');
    await time.pass(24 * HOUR);
    issuer.publish({ k2 });
    expect(held('k1')).toBeUndefined();
    expect(store.touch(source.configurationId)).toBeUndefined();
    expect(await ask('k1')).toEqual(unknown);
    expect(await ask('k2')).toBe('k2');
  });

  it('is kept warm by who only remembers verified tokens', async () => {
    issuer.cacheControl = 'max-age=60';
    await ask('k1');
    for (let minute = 0; minute < 60; minute += 1) {
      await time.pass(MINUTE);
      expect(store.touch(source.configurationId)).toBeDefined();
    }
    expect(issuer.asked).toBeGreaterThan(59);
  });

  it('is asked for by its ETag, and a 304 renews its time and changes nothing', async () => {
    issuer.etag = '"v1"';
    issuer.cacheControl = 'max-age=100';
    await ask('k1');
    const before = store.touch(source.configurationId);
    issuer.cacheControl = undefined;
    await time.pass(80 * SECOND);
    expect(issuer.etagsSeen).toEqual([undefined, '"v1"']);
    expect(fetched.map(({ result }) => result)).toEqual(['changed', 'not_modified']);
    expect(store.touch(source.configurationId)).toBe(before);
    expect(changes).toHaveLength(1);
    held('k1');
    await time.pass(79 * SECOND);
    expect(issuer.asked).toBe(2);
    await time.pass(SECOND);
    expect(issuer.asked).toBe(3);
  });
});

describe('KeySetStore: unknown kids', () => {
  beforeEach(async () => {
    await ask('k1');
  });

  it('finds a new key by one refetch', async () => {
    issuer.publish({ k1, k2 });
    expect(await ask('k2')).toBe('k2');
    expect(await ask('k1')).toBe('k1');
    expect(issuer.asked).toBe(2);
  });

  it('refetches at most once in 30 s, counted from the last attempt', async () => {
    expect(await ask('x1')).toEqual(unknown);
    await time.pass(29 * SECOND);
    expect(await ask('x2')).toEqual(unknown);
    expect(issuer.asked).toBe(2);
    await time.pass(SECOND);
    expect(await ask('x3')).toEqual(unknown);
    expect(issuer.asked).toBe(3);
    await time.pass(29 * SECOND);
    expect(await ask('x4')).toEqual(unknown);
    expect(issuer.asked).toBe(3);
  });

  it('counts a failed attempt like any other', async () => {
    issuer.fail('timed_out');
    expect(await ask('x1')).toEqual(unknown);
    await time.pass(29 * SECOND);
    expect(await ask('x2')).toEqual(unknown);
    expect(issuer.asked).toBe(2);
  });

  it('shares the running fetch with every request that arrives meanwhile', async () => {
    issuer.publish({ k1, k2 });
    issuer.stall();
    const waiting = Array.from({ length: 500 }, (_, at) => ask(at % 2 === 0 ? 'k2' : `x${at}`));
    expect(held('k1')).toBe('k1');
    await issuer.resume();
    const answers = await Promise.all(waiting);
    expect(answers[0]).toBe('k2');
    expect(answers[1]).toEqual(unknown);
    expect(issuer.asked).toBe(2);
  });

  it('answers a kid just asked for in vain at once, also while a fetch is running', async () => {
    await ask('x');
    issuer.stall();
    await time.pass(30 * SECOND);
    const other = ask('y');
    await time.pass(0);
    const again = ask('x');
    expect(issuer.asked).toBe(3);
    await issuer.resume();
    expect(await again).toEqual(unknown);
    expect(await other).toEqual(unknown);
    await time.pass(29 * SECOND);
    expect(held('x')).toEqual(unknown);
  });

  it('does not let one old kid use up the refetch that a new key needs', async () => {
    await ask('old');
    await time.pass(30 * SECOND);
    await ask('old');
    expect(issuer.asked).toBe(3);
    await time.pass(30 * SECOND);
    expect(held('old')).toEqual(unknown);
    issuer.publish({ k1, k2 });
    expect(await ask('k2')).toBe('k2');
    expect(issuer.asked).toBe(4);
  });

  it('finds a key that was asked for before it was published', async () => {
    await ask('k2');
    issuer.publish({ k1, k2 });
    expect(await ask('k2')).toEqual(unknown);
    await time.pass(30 * SECOND);
    expect(await ask('k2')).toBe('k2');
  });

  it('looks again for a kid whose key is of another kind now', async () => {
    issuer.publish([[rsa, { kid: 'k1' }]]);
    expect(await ask('k1', 'RS256')).toBe('rsa');
  });

  it('refuses an algorithm that the key of the kid does not serve', async () => {
    expect(await ask('k1', 'RS256')).toEqual({ refused: 'key_not_for_algorithm' });
  });

  it('tells nobody that a failed search proved a kid unknown', async () => {
    issuer.fail('connection_failed');
    await ask('k2');
    await time.pass(30 * SECOND);
    await ask('k2');
    expect(issuer.asked).toBe(3);
    issuer.publish({ k1, k2 });
    await time.pass(30 * SECOND);
    expect(await ask('k2')).toBe('k2');
  });
});

describe('KeySetStore: changed keys', () => {
  beforeEach(async () => {
    await ask('k1');
  });

  const afterBadSignature = async (tried: TestKeyPair) =>
    named(await store.afterBadSignature(source, 'k1', 'ES256', tried.publicKey));

  it('finds new material under an old kid by one refetch after a bad signature', async () => {
    issuer.publish([[k2, { kid: 'k1' }]]);
    expect(await ask('k1')).toBe('k1');
    expect(await afterBadSignature(k1)).toBe('k2');
    expect(await afterBadSignature(k1)).toBe('k2');
    expect(await ask('k1')).toBe('k2');
    expect(issuer.asked).toBe(2);
  });

  it('makes one refetch for any number of bad signatures, within the same 30 s as unknown kids', async () => {
    for (let at = 0; at < 100; at += 1)
      expect(await afterBadSignature(k1)).toEqual({ refused: 'key_unchanged' });
    expect(await ask('x')).toEqual(unknown);
    expect(issuer.asked).toBe(2);
    await time.pass(30 * SECOND);
    await afterBadSignature(k1);
    expect(issuer.asked).toBe(3);
    await time.pass(30 * SECOND);
    await afterBadSignature(k1);
    expect(issuer.asked).toBe(3);
  });

  it('says so when the key is gone', async () => {
    issuer.publish({ k2 });
    expect(await afterBadSignature(k1)).toEqual(unknown);
  });

  it('keeps answering unchanged while the issuer is away', async () => {
    issuer.fail('timed_out');
    expect(await afterBadSignature(k1)).toEqual({ refused: 'key_unchanged' });
    expect(held('k1')).toBe('k1');
  });

  it('does not ask for an algorithm the configuration does not list', async () => {
    expect(await store.afterBadSignature(source, 'k1', 'HS256', k1.publicKey)).toEqual({
      refused: 'algorithm_not_allowed',
    });
    expect(issuer.asked).toBe(1);
  });

  it('lets a vanished key work until the next successful fetch and not after it', async () => {
    issuer.publish({ k2 });
    expect(held('k1')).toBe('k1');
    issuer.fail('status_not_200');
    await time.pass(9 * MINUTE);
    expect(held('k1')).toBe('k1');
    issuer.publish({ k2 });
    await time.pass(MINUTE);
    expect(await ask('k1')).toEqual(unknown);
    expect(await ask('k2')).toBe('k2');
  });

  it('takes an empty set for what it says', async () => {
    issuer.publish({});
    await time.pass(8 * MINUTE);
    expect(await ask('k1')).toEqual(unknown);
  });

  it('says that keys changed when they did, before anybody is answered from them', async () => {
    expect(changes).toEqual(['configuration-a']);
    issuer.publish({ k2, k1 });
    const answer = ask('k2').then((key) => [key, ...changes]);
    expect(await answer).toEqual(['k2', 'configuration-a', 'configuration-a']);
  });

  it('says nothing when only order, dates or unusable entries changed', async () => {
    issuer.publish({ k1, k2 });
    await ask('k2');
    const before = store.touch(source.configurationId);
    issuer.publish([
      [k2, { kid: 'k2' }],
      [k3, { kid: 'k3', use: 'enc' }],
      [k1, { kid: 'k1' }],
    ]);
    await time.pass(8 * MINUTE);
    expect(fetched.at(-1)?.result).toBe('unchanged');
    expect(changes).toHaveLength(2);
    expect(store.touch(source.configurationId)).toBe(before);
  });

  it('gives each content a generation of its own, also after it was forgotten', async () => {
    const seen = new Set([store.touch(source.configurationId)]);
    store.drop(source.configurationId);
    await ask('k1');
    seen.add(store.touch(source.configurationId));
    issuer.publish({ k1, k2 });
    await ask('k2');
    seen.add(store.touch(source.configurationId));
    expect(seen.size).toBe(3);
  });

  it('no longer calls a listener that was stopped', async () => {
    const heard: string[] = [];
    const stop = store.onChanged((configurationId) => heard.push(configurationId));
    stop();
    store.drop(source.configurationId);
    expect(heard).toEqual([]);
  });

  it('answers although a listener throws', async () => {
    store.onChanged(() => {
      throw new Error('listener');
    });
    issuer.publish({ k1, k2 });
    expect(await ask('k2')).toBe('k2');
  });
});
