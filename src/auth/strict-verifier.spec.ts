import { describe, expect, it } from '@jest/globals';
import { Strategy } from 'passport-jwt';
import type { VerifiedToken } from '../federation/verified-token.js';
import { runStrategy } from './run-strategy.js';
import { strategyOptions } from './strategy-options.js';
import { RejectedToken, type Proving, type TokenRequest } from './token-request.js';

type Outcome = Awaited<ReturnType<Proving['prove']>>;

const request = { token: 'a.b.c', fingerprint: 'f', candidate: {} } as unknown as TokenRequest;
const verified = { claims: { id: 'ann' } } as unknown as VerifiedToken;

/** A strategy that proves as told, and the bearer its verify callback makes of the token. */
function strategyThat(prove: () => Promise<Outcome>): Strategy {
  return new Strategy(
    strategyOptions(prove),
    (_request: unknown, token: VerifiedToken, done: (error: null, who: unknown) => void) =>
      done(null, { bearerOf: token }),
  );
}

describe('the verifier of the Passport strategies', () => {
  it('hands on what was proven, without reading the token by itself', async () => {
    const accepted = await runStrategy(
      strategyThat(async () => ({ ok: verified })),
      request,
    );
    expect(accepted).toEqual({ bearerOf: verified });
  });

  it('hands on a refusal with its reason', async () => {
    const refused = runStrategy(
      strategyThat(async () => ({ refused: { reason: 'signature_wrong' } })),
      request,
    );
    await expect(refused).rejects.toBeInstanceOf(RejectedToken);
    await expect(refused).rejects.toMatchObject({ rejection: { reason: 'signature_wrong' } });
  });

  it('hands on a failure as it is', async () => {
    const failure = new Error('the database is away');
    await expect(
      runStrategy(
        strategyThat(() => Promise.reject(failure)),
        request,
      ),
    ).rejects.toBe(failure);
  });

  it('replaces the library’s own verifier for every strategy', () => {
    const { JwtVerifier } = Strategy as unknown as {
      JwtVerifier: (
        token: string,
        proving: Proving,
        options: object,
        done: (error: Error | null, verified?: unknown) => void,
      ) => void;
    };
    return new Promise<void>((resolve) =>
      JwtVerifier('not even a token', { prove: async () => ({ ok: verified }) }, {}, (error, outcome) => {
        expect([error, outcome]).toEqual([null, verified]);
        resolve();
      }),
    );
  });
});
