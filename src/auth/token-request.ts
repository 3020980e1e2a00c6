import { withoutStack } from '../common/without-stack.js';
import type { Candidate, Refused } from '../federation/federation.service.js';
import type { Rejection } from '../federation/rejection.js';
import type { VerifiedToken } from '../federation/verified-token.js';

/** What a Passport strategy is asked about: one token, read and matched with its configuration before. */
export interface TokenRequest {
  readonly token: string;
  readonly fingerprint: string;
  readonly candidate: Candidate;
}

/** Stands where Passport expects a key: it proves, and tells nobody how. */
export interface Proving {
  prove(): Promise<{ readonly ok: VerifiedToken } | Refused>;
}

/** A token that did not prove itself, on its way through Passport or beside it. */
export class RejectedToken extends Error {
  override readonly name = 'RejectedToken';

  constructor(
    readonly rejection: Rejection<string>,
    /** What it would have been. */
    readonly credentialKind: 'jwt' | 'minted_token' = 'jwt',
  ) {
    super(rejection.reason);
  }
}

/** Such an error, made cheaply: a flood of forged tokens asks for one each. */
export const rejectedToken = (...facts: ConstructorParameters<typeof RejectedToken>): RejectedToken =>
  withoutStack(() => new RejectedToken(...facts));
