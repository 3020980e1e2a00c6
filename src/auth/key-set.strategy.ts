import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { UserPrincipal } from '../access/principal.js';
import { FederationService } from '../federation/federation.service.js';
import type { VerifiedToken } from '../federation/verified-token.js';
import { Bearers, type Bearer } from './bearers.js';
import { strategyOptions } from './strategy-options.js';
import type { TokenRequest } from './token-request.js';

/** Tokens proven by a key of the issuer's JWK Set. */
@Injectable()
export class KeySetStrategy extends PassportStrategy(Strategy, 'key_set') {
  constructor(
    federation: FederationService,
    private readonly bearers: Bearers,
  ) {
    super(strategyOptions((candidate) => federation.proveByKeySet(candidate)));
  }

  validate(request: TokenRequest, verified: VerifiedToken): Promise<Bearer<UserPrincipal>> {
    return this.bearers.welcome(request, verified);
  }
}
