import { describe, expect, it } from '@jest/globals';
import { rankedIdentities, type KnownLook } from './identity-ranking.js';

const digests = { canvas: 'c', webgl: 'w' };
const seen = { digests, fingerprint: 'f' };
const look = (identityId: string, members: Partial<KnownLook> = {}): KnownLook => ({
  identityId,
  fingerprint: 'f',
  signals: digests,
  lastSeenAt: 1,
  ...members,
});
const otherwise = { fingerprint: 'g', signals: { canvas: 'c', webgl: 'w', platform: 'x', audio: 'y' } };
const idsOf = (named: string | null, ...looks: KnownLook[]) =>
  rankedIdentities(seen, named, looks).map(({ identityId }) => identityId);

describe('identities that signals may be of', () => {
  it('stand the surest first, whatever the order in which they were found', () => {
    const looks = [look('a', otherwise), look('b')];
    expect(idsOf(null, ...looks)).toEqual(['b', 'a']);
    expect(idsOf(null, ...looks.toReversed())).toEqual(['b', 'a']);
  });

  it('that are equally sure: the one that is named, then the one seen last', () => {
    const looks = [look('a'), look('b', { lastSeenAt: 3 }), look('c', { lastSeenAt: 2 })];
    expect(idsOf(null, ...looks)).toEqual(['b', 'c', 'a']);
    expect(idsOf('a', ...looks)).toEqual(['a', 'b', 'c']);
  });

  it('stand once, with how sure the best of their looks is and when they looked so', () => {
    expect(
      rankedIdentities(seen, null, [
        look('a', { ...otherwise, lastSeenAt: 9 }),
        look('a', { lastSeenAt: 5 }),
        look('a', { lastSeenAt: 5 }),
      ]),
    ).toEqual([{ identityId: 'a', confidence: 1, seenSoAt: 5 }]);
    expect(rankedIdentities(seen, null, [look('a', otherwise)])).toEqual([
      { identityId: 'a', confidence: expect.any(Number), seenSoAt: null },
    ]);
  });

  it('are left out where they are not sure enough', () => {
    expect(idsOf(null, look('a', { fingerprint: 'g', signals: { canvas: 'x', webgl: 'w' } }))).toEqual([]);
  });

  it('that say nothing are believed only where the client names them and still says nothing', () => {
    const silent = { digests: {}, fingerprint: 'empty' };
    const empty = look('a', { fingerprint: 'empty', signals: {} });
    expect(rankedIdentities(silent, null, [empty])).toEqual([]);
    expect(rankedIdentities(silent, 'a', [empty])).toEqual([{ identityId: 'a', confidence: 0, seenSoAt: 1 }]);
    expect(rankedIdentities(silent, 'a', [look('a')])).toEqual([]);
  });
});
