import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '../access/principal.js';
import { isRefused } from '../common/decision.js';
import type { RejectionReason } from '../federation/rejection.js';
import { standingOf, type StandingToken, type VerifiedToken } from '../federation/verified-token.js';
import { externalIdOf } from '../users/external-id.js';
import { mappedMembersOf, profileOf } from '../users/claim-profile.js';
import { UsersService } from '../users/users.service.js';
import { Logins } from './logins.js';
import { principalOfUser } from './principals.js';
import { RejectedToken, rejectedToken, type TokenRequest } from './token-request.js';

/** The bearer of a verified token, and the token, for whoever remembers both. */
export interface Bearer<Who> {
  readonly principal: Who;
  readonly verified: StandingToken;
}

/** From a verified token to the user it names: the only place where users come into being. */
@Injectable()
export class Bearers {
  constructor(
    private readonly users: UsersService,
    private readonly logins: Logins,
  ) {}

  /** The user of the token, provisioned on first sight. Throws a RejectedToken for a claim that names nobody and for users who may not come in. */
  async welcome(
    { candidate, fingerprint }: TokenRequest,
    verified: VerifiedToken,
  ): Promise<Bearer<UserPrincipal>> {
    const { configuration, claims } = verified;
    const externalId = externalIdOf(claims, configuration.userIdClaim);
    if (isRefused(externalId)) throw this.rejected(externalId.refused, verified);
    const user = await this.users.provision(
      candidate.tenant.id,
      configuration.id,
      externalId.ok,
      profileOf(claims, configuration.claimMap),
      { autoProvision: configuration.autoProvision },
    );
    if (isRefused(user)) throw this.rejected(user.refused, verified);
    this.logins.proven(candidate.tenant.id, fingerprint);
    const mapped = mappedMembersOf(claims, configuration.claimMap);
    const credential = { kind: 'jwt', id: configuration.id, fingerprint } as const;
    return {
      principal: principalOfUser(user.ok, candidate.tenant, credential, mapped),
      verified: standingOf(verified),
    };
  }

  /** A remembered token was used again. */
  seen(principal: UserPrincipal): void {
    this.users.seen(principal.tenant.id, principal.user.id);
  }

  private rejected(reason: RejectionReason, { configuration }: VerifiedToken): RejectedToken {
    return rejectedToken({ reason, configurationId: configuration.id, tenantId: configuration.tenantId });
  }
}
