import type { StrategyOptionsWithRequest } from 'passport-jwt';
import type { Candidate, Refused } from '../federation/federation.service.js';
import type { VerifiedToken } from '../federation/verified-token.js';
import { installStrictVerifier } from './strict-verifier.js';
import type { Proving, TokenRequest } from './token-request.js';

type Prove = (candidate: Candidate) => Promise<{ readonly ok: VerifiedToken } | Refused>;

/** Options of a `passport-jwt` strategy that proves in our way; asking for them installs the strict verifier. */
export function strategyOptions(prove: Prove): StrategyOptionsWithRequest {
  installStrictVerifier();
  return {
    passReqToCallback: true,
    jwtFromRequest: (request) => (request as unknown as TokenRequest).token,
    secretOrKeyProvider: (request, _token, done) => {
      const { candidate } = request as unknown as TokenRequest;
      const proving: Proving = { prove: () => prove(candidate) };
      done(null, proving as never);
    },
  };
}
