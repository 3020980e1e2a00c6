import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Configuration } from '../config/configuration.js';
import { CONFIGURATION } from '../config/config.module.js';
import { ChangeFeed } from './change-feed.js';
import type { EntityClasses } from './data-sources.js';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';
import { PostgresChangeFeed } from './postgres-change-feed.js';
import { SqliteChangeFeed } from './sqlite-change-feed.js';

/** Owns the connections for the application's life; the entity classes come from the features above. */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  static forEntities(entities: EntityClasses): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: Database,
          inject: [CONFIGURATION],
          useFactory: (configuration: Configuration) =>
            openDatabase(configuration.database, entities, configuration),
        },
        {
          provide: ChangeFeed,
          inject: [CONFIGURATION, Database],
          useFactory: ({ database: target }: Configuration, database: Database) =>
            target.dialect === 'postgres'
              ? new PostgresChangeFeed(target.url)
              : new SqliteChangeFeed(database),
        },
      ],
      exports: [Database, ChangeFeed],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.feed.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.feed.stop();
    await this.database.close();
  }
}
