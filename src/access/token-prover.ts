import type { UserPrincipal } from './principal.js';

/** A proven user and the instant at which the proof ends. */
export interface ProvenUser {
  readonly principal: UserPrincipal;
  /** `exp` of the token, Unix seconds; null where it has none. */
  readonly expiresAtSeconds: number | null;
  /** Version of the JwtConfiguration that proved it; what is built on the proof ends when it is no longer this one. */
  readonly configurationVersion: number;
}

/** Port by which pages prove a merchant's token; the auth module implements it. Throws the Problem of contract 0 for a token that fails. */
export abstract class TokenProver {
  /** `isSuspect` where its sender has failed to prove themselves lately. */
  abstract prove(token: string, isSuspect: boolean): Promise<ProvenUser>;
}
