import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ecPair, ed25519Pair, rsaPair } from '../../../test/builders/jwk.js';
import { convertKeys } from './key-conversion.js';
import { readKeySet } from './key-set-reader.js';

function content(entries: readonly unknown[]) {
  const reading = readKeySet(JSON.stringify({ keys: entries }));
  if ('refused' in reading) throw new Error(reading.refused);
  return reading.ok;
}

const uri = 'https://keys.test/';

describe('convertKeys', () => {
  it('makes key objects of every kind of key and keeps kid, order and algorithms', async () => {
    const pairs = [
      rsaPair(),
      rsaPair(3072),
      ecPair('P-256'),
      ecPair('P-384'),
      ecPair('P-521'),
      ed25519Pair(),
    ];
    const read = content(pairs.map(({ jwk }, place) => ({ ...jwk, kid: place })));
    const { keys, skipped } = await convertKeys(uri, read);
    expect(skipped).toEqual([]);
    expect(keys.map(({ kid }) => kid)).toEqual(['0', '1', '2', '3', '4', '5']);
    keys.forEach(({ key, algorithms }, place) => {
      expect(key.type).toBe('public');
      expect(key.equals(pairs[place]!.publicKey)).toBe(true);
      expect(algorithms).toEqual(read.keys[place]?.algorithms);
    });
  });

  it('keeps two keys of one kid apart', async () => {
    const [first, second] = [ecPair(), ecPair()];
    const { keys } = await convertKeys(
      uri,
      content([{ ...first.jwk, kid: 'a' }, null, { ...second.jwk, kid: 'a' }]),
    );
    expect(keys[0]?.key.equals(first.publicKey)).toBe(true);
    expect(keys[1]?.key.equals(second.publicKey)).toBe(true);
  });

  it('skips a key at its place in the set when the library reads another one', async () => {
    const read = content([null, { ...ecPair().jwk, kid: 'a' }, { ...ecPair().jwk, kid: 'b' }]);
    const [a, b] = read.keys;
    const liar = Object.create(b!.key, {
      export: { value: () => a!.key.export({ format: 'jwk' }) },
    }) as KeyObject;
    const { keys, skipped } = await convertKeys(uri, { ...read, keys: [a!, { ...b!, key: liar }] });
    expect(keys.map(({ kid }) => kid)).toEqual(['a']);
    expect(skipped).toContainEqual({ position: 2, kid: 'b', reason: 'broken' });
  });

  it('leaves an empty set empty', async () => {
    expect(await convertKeys(uri, content([]))).toEqual({ keys: [], skipped: [] });
  });
});
