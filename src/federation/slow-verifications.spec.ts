import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sampleKeys } from '../../test/builders/key-samples.js';
import { OwnedTime } from '../../test/support/owned-time.js';
import { readCompactJws, type CompactJws } from '../crypto/compact-jws.js';
import { LowPriorityThread } from '../crypto/low-priority-thread.js';
import { signJws } from '../crypto/sign-jws.js';
import { isSlowToVerify } from '../crypto/verify-signature.js';
import { leisureMs, mostSuspects, mostWaiting, restMs, SlowVerifications } from './slow-verifications.js';

const { signs, verifies } = sampleKeys('ES512');

function read(token: string): CompactJws {
  const reading = readCompactJws(token);
  if (!('ok' in reading)) throw new Error(reading.detail);
  return reading.ok;
}
const good = read(signJws({ kid: 'k' }, { id: 'ann' }, 'ES512', signs));
/** The right form, a signature over something else. */
const forged = { ...good, signingInput: `${good.signingInput}x` };

const open: SlowVerifications[] = [];
afterEach(async () => {
  for (const slow of open.splice(0)) await slow.close();
});

function verifications() {
  const time = new OwnedTime();
  const leisure = new LowPriorityThread();
  const slow = new SlowVerifications(time.timers, leisure);
  open.push(slow);
  return {
    time,
    atLeisure: jest.spyOn(leisure, 'verify'),
    ask: (configurationId: string, jws: CompactJws, isSuspect = false) =>
      slow.verify({ configurationId, isSuspect }, 'ES512', verifies, jws),
  };
}

describe('slow verifications', () => {
  it('are those of P-384, P-521 and of RSA with 4096 bits and more', () => {
    const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;
    const [small, large] = [rsa(2048), rsa(4096)];
    for (const algorithm of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const) {
      expect([isSlowToVerify(algorithm, small), isSlowToVerify(algorithm, large)]).toEqual([false, true]);
    }
    const slow = (['HS256', 'HS512', 'EdDSA', 'ES256', 'ES384', 'ES512'] as const).filter((algorithm) =>
      isSlowToVerify(algorithm, sampleKeys(algorithm).verifies),
    );
    expect(slow).toEqual(['ES384', 'ES512']);
  });

  it('say what the signature is worth', async () => {
    const { ask } = verifications();
    expect(await ask('a', good)).toEqual({ ok: true });
    expect(await ask('a', forged)).toEqual({ ok: false });
  });

  it('wait after each that was wrong, of that configuration alone', async () => {
    const { ask, time } = verifications();
    await ask('a', forged);
    let answered = false;
    const next = ask('a', good).then((answer) => ((answered = true), answer));
    // Whoever was there for as long as these is done, or waits.
    for (let count = 0; count < 3; count += 1) expect(await ask('b', good)).toEqual({ ok: true });
    expect(answered).toBe(false);
    await time.pass(restMs);
    expect(await next).toEqual({ ok: true });
  });

  it('go behind everything else for a second after one that was wrong, of that configuration alone', async () => {
    const { ask, atLeisure, time } = verifications();
    await ask('a', good);
    await ask('a', forged);
    expect(atLeisure).toHaveBeenCalledTimes(0);
    await time.pass(restMs);
    expect(await ask('a', good)).toEqual({ ok: true });
    expect(await ask('a', forged)).toEqual({ ok: false });
    expect(atLeisure).toHaveBeenCalledTimes(2);
    await ask('b', good);
    await time.pass(leisureMs);
    expect(await ask('a', good)).toEqual({ ok: true });
    expect(atLeisure).toHaveBeenCalledTimes(2);
  });

  it('go behind everything else where their sender has failed', async () => {
    const { ask, atLeisure } = verifications();
    expect(await ask('a', good, true)).toEqual({ ok: true });
    expect(await ask('a', forged, true)).toEqual({ ok: false });
    expect(atLeisure).toHaveBeenCalledTimes(2);
  });

  it('never wait after right ones', async () => {
    const { ask, time } = verifications();
    for (let count = 0; count < 5; count += 1) expect(await ask('a', good)).toEqual({ ok: true });
    expect(time.pending).toBe(0);
  });

  it('are refused where too many of the configuration wait, but not to whoever has failed never', async () => {
    const { ask, time } = verifications();
    await ask('a', forged);
    const suspects = Array.from({ length: mostSuspects }, () => ask('a', forged, true));
    expect(await ask('a', forged, true)).toEqual({ refused: 'verification_busy' });
    const honest = ask('a', good);
    const others = Array.from({ length: mostWaiting - 1 }, () => ask('a', good));
    expect(await Promise.all(suspects)).toEqual(suspects.map(() => ({ refused: 'verification_busy' })));
    expect(await ask('a', good)).toEqual({ refused: 'verification_busy' });
    expect(await ask('b', good)).toEqual({ ok: true });
    await time.pass(restMs);
    expect(await Promise.all([honest, ...others])).toEqual([honest, ...others].map(() => ({ ok: true })));
  });

  it('cost no turn where the form settles it', async () => {
    const { ask, time } = verifications();
    const short = { ...good, signature: good.signature.subarray(1) };
    for (let count = 0; count < 100; count += 1) expect(await ask('a', short)).toEqual({ ok: false });
    expect(time.pending).toBe(0);
  });
});
