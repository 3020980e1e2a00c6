import { Injectable } from '@nestjs/common';
import { ChangeFeed, type Change } from '../database/change-feed.js';
import { ConfigurationDirectory } from '../tenants/configuration-directory.js';
import { BearerTokens } from './bearer-tokens.js';

/** Ends remembered tokens the moment something they stand on changes, in this process or another. */
@Injectable()
export class TokenForgetting {
  constructor(
    private readonly tokens: BearerTokens,
    private readonly configurations: ConfigurationDirectory,
    feed: ChangeFeed,
  ) {
    feed.subscribe((change) => this.heard(change));
  }

  private heard(change: Change | 'anything'): void {
    const { remembered } = this.tokens;
    if (change === 'anything') return remembered.forgetAll();
    remembered.forget(`${change.topic}:${change.subject}`);
    if (change.topic === 'jwt_configuration') void this.forgetIssuer(change.subject);
  }

  /** A configuration that appears, or takes an issuer, changes which key proves the tokens of that issuer. */
  private async forgetIssuer(configurationId: string): Promise<void> {
    try {
      const configuration = await this.configurations.findById(configurationId);
      const issuer = configuration?.issuer ?? null;
      if (issuer !== null) this.tokens.remembered.forget(`issuer:${issuer}`);
    } catch {
      this.tokens.remembered.forgetAll();
    }
  }
}
