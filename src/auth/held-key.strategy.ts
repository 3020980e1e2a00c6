import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { UserPrincipal } from '../access/principal.js';
import { FederationService } from '../federation/federation.service.js';
import type { VerifiedToken } from '../federation/verified-token.js';
import { Bearers, type Bearer } from './bearers.js';
import { strategyOptions } from './strategy-options.js';
import type { TokenRequest } from './token-request.js';

/** Tokens proven by a key held here. */
@Injectable()
export class HeldKeyStrategy extends PassportStrategy(Strategy, 'held_key') {
  constructor(
    federation: FederationService,
    private readonly bearers: Bearers,
  ) {
    super(strategyOptions((candidate) => federation.proveByHeldKey(candidate)));
  }

  validate(request: TokenRequest, verified: VerifiedToken): Promise<Bearer<UserPrincipal>> {
    return this.bearers.welcome(request, verified);
  }
}
