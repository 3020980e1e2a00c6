import { Injectable } from '@nestjs/common';
import { ChangeFeed, type Change } from '../database/change-feed.js';
import { BearerTokens, HELD_KEY_WITH_ISSUER } from './bearer-tokens.js';

/** Ends remembered tokens the moment something they stand on changes, in this process or another. */
@Injectable()
export class TokenForgetting {
  constructor(
    private readonly tokens: BearerTokens,
    feed: ChangeFeed,
  ) {
    feed.subscribe((change) => this.heard(change));
  }

  private heard(change: Change | 'anything'): void {
    const { remembered } = this.tokens;
    if (change === 'anything') return remembered.forgetAll();
    remembered.forget(`${change.topic}:${change.subject}`);
    // Any configuration may have taken an issuer or let go of it; asking which would leave a moment in between.
    if (change.topic === 'jwt_configuration') remembered.forget(HELD_KEY_WITH_ISSUER);
  }
}
