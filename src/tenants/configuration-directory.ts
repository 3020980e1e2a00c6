import { Injectable } from '@nestjs/common';
import { CachedLookup } from '../common/cached-lookup.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { JwtConfiguration } from './jwt-configuration.entity.js';

const most = 20_000;

/** In the order the database answers; at least one. */
export interface ConfigurationsOfIssuer {
  readonly configurations: readonly JwtConfiguration[];
}

/** JwtConfigurations for the request path. Disabled ones are answered too: whoever asks must look at `enabled`. */
@Injectable()
export class ConfigurationDirectory {
  private readonly byId: CachedLookup<JwtConfiguration>;
  private readonly byIssuer: CachedLookup<ConfigurationsOfIssuer>;

  constructor(
    private readonly database: Database,
    feed: ChangeFeed,
  ) {
    this.byId = new CachedLookup((id) => this.loadById(id), most);
    this.byIssuer = new CachedLookup((issuer) => this.loadByIssuer(issuer), most);
    feed.subscribe((change) => {
      if (change !== 'anything' && change.topic !== 'jwt_configuration') return;
      this.byId.drop((held) => change === 'anything' || held.id === change.subject);
      // An issuer may gain or lose a configuration: few entries, dropped whole.
      this.byIssuer.clear();
    });
  }

  /** With a key held here, the id is the `kid`. */
  findById(id: string): JwtConfiguration | null | Promise<JwtConfiguration | null> {
    return this.byId.get(id);
  }

  /** All configurations that name exactly this issuer; null when none does. */
  findByIssuer(issuer: string): ConfigurationsOfIssuer | null | Promise<ConfigurationsOfIssuer | null> {
    return this.byIssuer.get(issuer);
  }

  private loadById(id: string): Promise<JwtConfiguration | null> {
    return this.database.read(({ manager }) => manager.findOneBy(JwtConfiguration, { id }));
  }

  private async loadByIssuer(issuer: string): Promise<ConfigurationsOfIssuer | null> {
    const configurations = await this.database.read(({ manager }) =>
      manager.findBy(JwtConfiguration, { issuer }),
    );
    return configurations.length === 0 ? null : { configurations };
  }
}
