import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from './configuration.js';
import { loadMasterKey } from './master-key.js';

export const CONFIGURATION = Symbol('CONFIGURATION');
export const MASTER_KEY = Symbol('MASTER_KEY');

/** The configuration, parsed before the application exists. */
@Module({})
export class ConfigModule {
  static of(configuration: Configuration): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: MASTER_KEY, useFactory: () => loadMasterKey(configuration) },
      ],
      exports: [CONFIGURATION, MASTER_KEY],
    };
  }
}
