import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../access/principal.js';
import {
  displaced,
  displacedBy,
  endsProof,
  mostStreamsOfDevice,
  proofEndsAtMs,
  wasDetachedSince,
} from './stream-rules.js';

const caller = (members: object, clock_tolerance_s = 0) =>
  ({ kind: 'device', tenant: { settings: { clock_tolerance_s } }, ...members }) as unknown as Principal;

describe('what is heard of a device', () => {
  it.each([
    ['attached as it was', { status: 'attached', attachedAt: 5 }, false],
    ['detached', { status: 'detached', attachedAt: 5 }, true],
    ['detached and attached anew meanwhile', { status: 'attached', attachedAt: 6 }, true],
    ['gone', undefined, true],
  ] as const)('a logout is due where the device is %s: %s', (_, row, isDue) => {
    expect(wasDetachedSince(5, row)).toBe(isDue);
  });
});

describe('the end of a proof', () => {
  it('is the token’s, with the tolerance it was proven with; a proof without an end has none', () => {
    expect(proofEndsAtMs(caller({ expiresAtSeconds: 100 }, 30))).toBe(130_000);
    expect(proofEndsAtMs(caller({ expiresAtSeconds: null }))).toBe(Infinity);
    expect(proofEndsAtMs(caller({ kind: 'app' }))).toBe(Infinity);
  });

  it.each([
    ['its key changes', { topic: 'api_key', tenantId: 't1', subject: 'k1' }, true],
    ['another key of the tenant changes', { topic: 'api_key', tenantId: 't1', subject: 'k2' }, false],
    ['a key of its name changes elsewhere', { topic: 'api_key', tenantId: 't2', subject: 'k1' }, false],
    ['its tenant changes', { topic: 'tenant', tenantId: 't1', subject: 't1' }, true],
    ['another tenant changes', { topic: 'tenant', tenantId: 't2', subject: 't2' }, false],
    ['a user changes', { topic: 'user', tenantId: 't1', subject: 'k1' }, false],
    ['a device is detached', { topic: 'device', tenantId: 't1', subject: 'k1' }, false],
  ] as const)('comes when %s: %s, %s', (_, change, ends) => {
    expect(endsProof(change, { tenantId: 't1', keyId: 'k1' })).toBe(ends);
  });
});

describe('too many streams of one device', () => {
  const streams = (count: number, isSigned = true) =>
    Array.from({ length: count }, (_, index) => ({ index, isSigned }));

  it('make the oldest give way, and no more than may be make none', () => {
    expect(displaced(streams(mostStreamsOfDevice))).toBeNull();
    expect(displaced(streams(mostStreamsOfDevice + 1))?.index).toBe(0);
  });

  it('make one that proved nothing give way before any that did', () => {
    const [unsigned] = streams(1, false);
    expect(displaced([...streams(5), unsigned!, ...streams(15)])).toBe(unsigned);
    expect(displaced([...streams(mostStreamsOfDevice), unsigned!])).toBe(unsigned);
  });
});

describe('a server whose places for streams are all taken', () => {
  const stream = (isSigned: boolean, isOpen = true) => ({ isSigned, isOpen });
  const [proven, opening, stranger] = [stream(true), stream(false, false), stream(false)];
  const held = [proven, opening, stranger, stream(false)];

  it('gives the place of the first stranger to who proves themselves, and no stranger any', () => {
    expect(displacedBy(true, held)).toBe(stranger);
    expect(displacedBy(false, held)).toBeNull();
  });

  it('looks at no stream for a stranger, and at none beyond the one that goes', () => {
    let looked = 0;
    function* walked() {
      for (const one of held) {
        looked += 1;
        yield one;
      }
    }
    displacedBy(false, walked());
    expect(looked).toBe(0);
    displacedBy(true, walked());
    expect(looked).toBe(3);
  });

  it('has none where nobody is a stranger', () => {
    expect(displacedBy(true, [proven, opening])).toBeNull();
  });
});
