import type { Decision } from '../common/decision.js';
import type { UserPrincipal } from './principal.js';

/** A user whose token has just been proven, with what a browser session must not outlive. */
export type ProvenUser = UserPrincipal & {
  /** The token's `exp` in Unix seconds; null where it carries none. */
  readonly expiresAtSeconds: number | null;
  /** Version of the JwtConfiguration that proved the token. */
  readonly configurationVersion: number;
};

/**
 * Proves a federated user's token outside of the `/v2` guard: the whole way of contract 1, provisioning included.
 * Never throws for anything in the token; the reason of a refusal is for logs and tools.
 * Throws the Problem `keys_unavailable` (503) where the issuer's keys cannot be had.
 */
export abstract class TokenProver {
  abstract prove(token: string): Promise<Decision<ProvenUser, string>>;
}
