import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ecPair } from '../../../test/builders/jwk.js';
import { OwnedTime } from '../../../test/support/owned-time.js';
import { ScriptedIssuer } from '../../../test/support/scripted-issuer.js';
import type { KeySetSource } from './key-set-answers.js';
import type { FetchEvent, StaleUseEvent } from './key-set-observer.js';
import { KeySetStore } from './key-set-store.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const [k1, k2] = [ecPair(), ecPair()];

const sourceOf = (name: string, changes: Partial<KeySetSource> = {}): KeySetSource => ({
  configurationId: name,
  version: 1,
  tenantId: `tenant of ${name}`,
  jwksUri: `https://${name}.test/keys`,
  algorithms: ['ES256'],
  ...changes,
});
const a = sourceOf('a');
const b = sourceOf('b');

let time: OwnedTime;
let issuers: Record<'a' | 'b', ScriptedIssuer>;
let fetched: FetchEvent[];
let staleUses: StaleUseEvent[];
let changes: string[];
let store: KeySetStore;

beforeEach(() => {
  time = new OwnedTime();
  issuers = { a: new ScriptedIssuer(), b: new ScriptedIssuer() };
  issuers.a.publish({ k1 });
  issuers.b.publish({ k1: k2 });
  store = newStore({});
});
afterEach(() => store.close());

function newStore({ staleMs = 24 * HOUR, mostSets = 100 }): KeySetStore {
  [fetched, staleUses, changes] = [[], [], []];
  const made = new KeySetStore({
    fetch: (uri, request) => issuers[uri.includes('//b.') ? 'b' : 'a'].fetch(uri, request),
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

async function ask(kid = 'k1', source = a): Promise<string> {
  const answer = await store.keyFor(source, kid, 'ES256');
  if ('ok' in answer) return answer.ok.key.equals(k1.publicKey) ? 'first key' : 'second key';
  return 'refused' in answer
    ? answer.refused
    : `unavailable, again in ${answer.unavailable.retryAfterSeconds} s`;
}

describe('an issuer that is away when nothing is held', () => {
  beforeEach(() => issuers.a.fail('timed_out'));

  it('leaves keys unavailable, with the seconds until it is asked again', async () => {
    expect(await ask()).toBe('unavailable, again in 1 s');
    expect(await ask()).toBe('unavailable, again in 1 s');
    expect(store.touch('a')).toBeUndefined();
    expect(issuers.a.asked).toBe(1);
  });

  it('is asked less and less often, and never less than every 30 s', async () => {
    const pauses: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      const seconds = Number(/\d+/.exec(await ask())?.[0]);
      pauses.push(seconds);
      await time.pass(seconds * SECOND - 1);
      await ask();
      expect(issuers.a.asked).toBe(failure + 1);
      await time.pass(1);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('is believed at once when it is back: a failure is never the answer to a later request', async () => {
    await ask();
    issuers.a.publish({ k1 });
    await time.pass(SECOND);
    expect(await ask()).toBe('first key');
    issuers.a.fail('timed_out');
    await time.pass(30 * SECOND);
    await ask('unknown');
    expect(fetched.map(({ result }) => result)).toEqual(['timed_out', 'changed', 'timed_out']);
  });

  it('is asked once for a thousand requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, at) => ask(`k${at}`)));
    expect(new Set(answers)).toEqual(new Set(['unavailable, again in 1 s']));
    expect(issuers.a.asked).toBe(1);
  });

  it('is not asked on a timer', () => {
    expect(time.pending).toBe(0);
  });
});

describe('an issuer that goes away', () => {
  beforeEach(async () => {
    issuers.a.cacheControl = 'max-age=600';
    await ask();
    issuers.a.fail('connection_failed');
  });

  it('leaves its copy in use for 24 h past its time, and not longer', async () => {
    for (let minutes = 0; minutes < 24 * 60 + 10; minutes += 5) {
      expect(await ask()).toBe('first key');
      await time.pass(5 * MINUTE);
    }
    expect(await ask()).toMatch(/^unavailable/);
    expect(store.touch('a')).toBeUndefined();
    expect(store.describe('a')?.state).toBe('unusable');
  });

  it('holds up no request meanwhile: copies answer without waiting', async () => {
    await time.pass(9 * MINUTE);
    await ask();
    await time.pass(2 * MINUTE);
    issuers.a.stall();
    await time.pass(MINUTE);
    expect(store.describe('a')?.fetching).toBe(true);
    for (let at = 0; at < 100; at += 1) expect(store.held(a, 'k1', 'ES256')).toHaveProperty('ok');
  });

  it('is reported: each use of the copy past its time, and the first one as such', async () => {
    await time.pass(9 * MINUTE);
    await ask();
    await time.pass(MINUTE);
    expect(staleUses).toEqual([]);
    await ask();
    store.touch('a');
    expect(staleUses.map(({ first, reason, configurationId }) => [first, reason, configurationId])).toEqual([
      [true, 'connection_failed', 'a'],
      [false, 'connection_failed', 'a'],
    ]);
    expect(store.describe('a')).toMatchObject({
      state: 'expired',
      staleUses: 2,
      lastFailure: { reason: 'connection_failed' },
    });
  });

  it('is noticed when it is back, without a request', async () => {
    await time.pass(10 * MINUTE);
    await ask();
    issuers.a.publish({ k2 });
    await time.pass(30 * SECOND);
    expect(fetched.at(-1)?.result).toBe('changed');
    expect(await ask()).toBe('unknown_kid');
  });

  it('is asked first, not presumed away, when its set lay unused since the last failure', async () => {
    await time.pass(3 * HOUR);
    issuers.a.publish({ k2 });
    expect(store.held(a, 'k1', 'ES256')).toBeUndefined();
    expect(await ask('k1')).toBe('unknown_kid');
    expect(await ask('k2')).toBe('second key');
  });

  it('answers an unknown kid as unknown as long as a copy is held', async () => {
    expect(await ask('x')).toBe('unknown_kid');
    await time.pass(11 * MINUTE);
    expect(await ask('x')).toBe('unknown_kid');
  });

  it('leaves nothing in use past its time where the operator allows no stale hours', async () => {
    store = newStore({ staleMs: 0 });
    issuers.a.publish({ k1 });
    await ask();
    issuers.a.fail('connection_failed');
    await time.pass(10 * MINUTE - 1);
    expect(await ask()).toBe('first key');
    await time.pass(1);
    expect(await ask()).toMatch(/^unavailable/);
  });

  it('brings no wrong body into use: a set that cannot be read is a failure', async () => {
    for (const reason of ['not_json', 'not_a_key_set', 'too_many_keys', 'too_large', 'unexpected'] as const) {
      issuers.a.fail(reason);
      await time.pass(10 * MINUTE);
      expect(await ask()).toBe('first key');
      expect(store.describe('a')?.lastFailure?.reason).toBe(reason);
    }
  });
});

describe('several configurations', () => {
  it('never lend each other a key of the same kid', async () => {
    expect(await ask('k1', a)).toBe('first key');
    expect(await ask('k1', b)).toBe('second key');
  });

  it('do not wait for each other', async () => {
    issuers.a.stall();
    const waiting = Promise.all(Array.from({ length: 1000 }, () => ask('k1', a)));
    expect(await ask('k1', b)).toBe('second key');
    await issuers.a.resume();
    await waiting;
  });

  it('have failures, pauses and unknown kids of their own', async () => {
    issuers.a.fail('timed_out');
    await ask('k1', a);
    await ask('x', b);
    await ask('y', b);
    expect(await ask('k1', a)).toMatch(/^unavailable/);
    expect(await ask('k1', b)).toBe('second key');
    expect([issuers.a.asked, issuers.b.asked]).toEqual([1, 2]);
  });

  it('are held up to a number; the one least recently used gives way and says so', async () => {
    store = newStore({ mostSets: 2 });
    await ask('k1', a);
    await ask('k1', b);
    await ask('k1', a);
    changes = [];
    await ask('k1', sourceOf('c'));
    expect(changes).toEqual(['b', 'c']);
    expect(store.describe('b')).toBeUndefined();
    expect(
      store
        .descriptions()
        .map(({ configurationId }) => configurationId)
        .sort(),
    ).toEqual(['a', 'c']);
    expect(time.pending).toBe(2);
  });

  it('with another address start anew, and an older version does not bring the old address back', async () => {
    expect(await ask('k1', a)).toBe('first key');
    const moved = sourceOf('a', { version: 2, jwksUri: 'https://b.test/keys' });
    expect(await ask('k1', moved)).toBe('second key');
    expect(await ask('k1', a)).toBe('second key');
    expect([issuers.a.asked, issuers.b.asked]).toEqual([1, 1]);
  });

  it('that are dropped lose their keys, timers and running fetch', async () => {
    await ask();
    store.drop('a');
    expect(changes).toEqual(['a', 'a']);
    expect(store.touch('a')).toBeUndefined();
    expect(time.pending).toBe(0);
    issuers.a.stall();
    const waiting = ask();
    await time.pass(0);
    store.drop('a');
    expect(await waiting).toBe('unavailable, again in 1 s');
    expect(changes).toEqual(['a', 'a', 'a']);
  });

  it('stop with the store', async () => {
    await ask('k1', a);
    issuers.b.stall();
    const waiting = ask('k1', b);
    await time.pass(0);
    store.close();
    expect(await waiting).toMatch(/^unavailable/);
    expect(time.pending).toBe(0);
  });
});

describe('describe', () => {
  it('knows nothing of a configuration that was never asked for', () => {
    expect(store.describe('a')).toBeUndefined();
  });

  it('tells age, dates, keys and skipped entries', async () => {
    issuers.a.publish([
      [k1, { kid: 1, alg: 'ES256' }],
      [k2, { kid: 'b', use: 'enc' }],
    ]);
    const start = time.nowMs();
    await ask('1');
    await time.pass(5 * MINUTE);
    expect(store.describe('a')).toEqual({
      tenantId: 'tenant of a',
      configurationId: 'a',
      jwksUri: 'https://a.test/keys',
      state: 'fresh',
      ageMs: 5 * MINUTE,
      expiresAt: start + 10 * MINUTE,
      staleUntil: start + 10 * MINUTE + 24 * HOUR,
      keys: [{ kid: '1', kty: 'EC', curve: 'P-256', algorithms: ['ES256'] }],
      skipped: [{ position: 1, kid: 'b', reason: 'not_for_signatures' }],
      lastAttemptAt: start,
      lastFailure: undefined,
      failuresInARow: 0,
      staleUses: 0,
      fetching: false,
    });
  });

  it('does not count as a use', async () => {
    await ask();
    for (let hour = 0; hour < 24; hour += 1) {
      await time.pass(HOUR);
      store.describe('a');
      store.descriptions();
    }
    expect(issuers.a.asked).toBeLessThan(5);
  });
});

describe('fetchOnce', () => {
  it('lists what an address holds and touches nothing that is held', async () => {
    issuers.a.cacheControl = 'max-age=120';
    expect(await store.fetchOnce(a.jwksUri)).toEqual({
      ok: {
        keys: [{ kid: 'k1', kty: 'EC', curve: 'P-256', algorithms: ['ES256'] }],
        skipped: [],
        keptForSeconds: 120,
        etag: undefined,
      },
    });
    expect(store.descriptions()).toEqual([]);
  });

  it('says why there is nothing to list', async () => {
    issuers.a.fail('address_not_public');
    expect(await store.fetchOnce(a.jwksUri)).toEqual({ failed: 'address_not_public' });
  });
});
