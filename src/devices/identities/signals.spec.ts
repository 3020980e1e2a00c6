import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSealer } from '../../crypto/seal.js';
import { ADDRESS } from './known-signals.js';
import { fingerprintOfSignals, readSignals, signalsFault, type Signals } from './signals.js';

const sealer = createSealer(Buffer.alloc(32, 1));
const read = (signals: Signals, address = 'home', tenantId = 't1') =>
  readSignals(sealer, tenantId, signals, address);
const sample: Signals = {
  canvas: 'a81f0c',
  hardware_concurrency: 8,
  user_agent: 'Mozilla/5.0',
  languages: ['da', 'en'],
  touch: false,
};

describe('signals', () => {
  it.each<[string, unknown]>([
    ['none', {}],
    ['all kinds of values', { a: 'text', b: 1.5, c: true, d: null, e: ['x', 1, false, null], f: '', g: [] }],
    ['a hundred', Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`s${at}`, at]))],
    ['any writing', { Schriftgröße: 'groß', 画面: '😀' }],
  ])('are taken: %s', (_title, signals) => {
    expect(signalsFault(signals)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['text', 'canvas'],
    ['101 of them', Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`s${at}`, at]))],
    ['10 kB', { canvas: 'x'.repeat(10_000) }],
    ['8 kB in characters of two bytes', { canvas: 'é'.repeat(5_000) }],
    ['an object inside', { canvas: 'x', webgl: { renderer: 'y' } }],
    ['a list inside a list', { a: [['x']] }],
    ['an object inside a list', { a: [{}] }],
    ['a number that is none', { a: Number.POSITIVE_INFINITY }],
    ['one inside a list', { a: [Number.NEGATIVE_INFINITY] }],
    ['NUL', { a: 'x\u0000' }],
    ['a lone surrogate', { a: ['\ud800'] }],
    ['a name with NUL', { '\u0000': 'x' }],
    ['a name that is a lone surrogate', { '\udc00': 'x' }],
    ['an empty name', { '': 'x' }],
    ['a name of 101 characters', { ['n'.repeat(101)]: 'x' }],
  ])('are refused: %s', (_title, signals) => {
    expect(signalsFault(signals)).toMatch(/^must /);
  });

  it('are read the same in any order of their members', () => {
    const turned = Object.fromEntries(Object.entries(sample).toReversed());
    expect(read(turned)).toEqual(read(sample));
  });

  it('are read the same however their names are written', () => {
    expect(read({ hardwareConcurrency: 8, userAgent: 'x', 'Canvas-Hash': 'c' })).toEqual(
      read({ hardware_concurrency: 8, UA: 'x', canvas: 'c' }),
    );
  });

  it('without a value are not there', () => {
    expect(read({ ...sample, fonts: null, audio: '', plugins: [] })).toEqual(read(sample));
    expect(read({}).digests).toEqual({ [ADDRESS]: expect.any(String) });
  });

  it('tell values of different kinds, of different names and in another order apart', () => {
    const all: Signals[] = [
      { a: '1' },
      { a: 1 },
      { a: true },
      { a: ['1'] },
      { a: ['1', '2'] },
      { a: ['2', '1'] },
      { a: '["1"]' },
      { b: '1' },
      { a: '1', b: '1' },
      { A: '1', a: '2' },
    ];
    expect(new Set(all.map((one) => read(one).fingerprint)).size).toBe(all.length);
  });

  it('are read one way where two spellings of a name come together', () => {
    expect(read({ canvas: '1', canvas_hash: '2' })).toEqual(read({ canvas_hash: '2', canvas: '1' }));
  });

  it('hold no value, and other digests for another tenant', () => {
    const mine = read(sample);
    const theirs = read(sample, 'home', 't2');
    expect(JSON.stringify(mine)).not.toMatch(/a81f0c|Mozilla|home/);
    for (const name of Object.keys(mine.digests)) expect(mine.digests[name]).not.toBe(theirs.digests[name]);
    expect([mine.fingerprint, mine.core]).not.toEqual([theirs.fingerprint, theirs.core]);
    expect(Object.values(mine.digests).every((digest) => /^[\w-]{16}$/.test(digest))).toBe(true);
  });

  it('keep their fingerprint at another address, and their core after an update', () => {
    const [home, away] = [read(sample, 'home'), read(sample, 'away')];
    expect([away.fingerprint, away.core]).toEqual([home.fingerprint, home.core]);
    expect(away.digests[ADDRESS]).not.toBe(home.digests[ADDRESS]);
    const updated = read({ ...sample, user_agent: 'Mozilla/6.0', languages: ['da'], new_thing: 1 });
    expect(updated.fingerprint).not.toBe(home.fingerprint);
    expect(updated.core).toBe(home.core);
    expect(read({ ...sample, canvas: 'other' }).core).not.toBe(home.core);
  });

  it('that all may change group nothing', () => {
    const one = read({ user_agent: 'a' });
    expect(one.core).toBe(one.fingerprint);
    expect(read({ user_agent: 'b' }).core).not.toBe(one.core);
  });

  it('take no name from JavaScript’s objects, and none from the address', () => {
    const hostile = JSON.parse(
      '{"__proto__":"x","constructor":"y","toString":"z","@address":"w"}',
    ) as Signals;
    const { digests } = read(hostile);
    expect(Object.keys(digests).sort()).toEqual([ADDRESS, 'address', 'constructor', 'proto', 'tostring']);
    expect(digests[ADDRESS]).toBe(read({}).digests[ADDRESS]);
    expect(Object.getPrototypeOf(digests)).toBe(Object.prototype);
  });

  it('have the fingerprint that is made alone', () => {
    const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (signals) => {
        expect(fingerprintOfSignals(sealer, 't1', signals)).toBe(read(signals).fingerprint);
      }),
    );
  });
});
