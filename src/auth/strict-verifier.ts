import { Strategy } from 'passport-jwt';
import { rejectedToken, type Proving } from './token-request.js';

type Done = (error: Error | null, verified?: unknown) => void;

/**
 * Replaces the verifier of `passport-jwt`, which is `jsonwebtoken`: that one takes payloads that are no objects, ignores
 * `crit`, and throws at a signed `null`. Here the strict reader stands in front and the claim rules behind.
 */
export function installStrictVerifier(): void {
  Object.assign(Strategy, {
    JwtVerifier: (_token: string, proving: Proving, _options: unknown, done: Done) => {
      proving.prove().then(
        (outcome) => ('ok' in outcome ? done(null, outcome.ok) : done(rejectedToken(outcome.refused))),
        (error: Error) => done(error),
      );
    },
  });
}
