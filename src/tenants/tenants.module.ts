import { Module } from '@nestjs/common';
import { MASTER_KEY } from '../config/config.module.js';
import { createSealer } from '../crypto/seal.js';
import { ConfigurationDirectory } from './configuration-directory.js';
import { KeyDirectory } from './key-directory.js';
import { SEALER } from './sealer.js';
import { SignedAfterService } from './signed-after.service.js';
import { SigningKeys } from './signing-keys.js';
import { TenantDirectory } from './tenant-directory.js';
import { WidgetKeys } from './widget-keys.js';

/** Tenants, their keys and JwtConfigurations. No controller: only operators change them, from the command line. */
@Module({
  providers: [
    { provide: SEALER, inject: [MASTER_KEY], useFactory: createSealer },
    TenantDirectory,
    KeyDirectory,
    WidgetKeys,
    SigningKeys,
    SignedAfterService,
    ConfigurationDirectory,
  ],
  exports: [
    SEALER,
    TenantDirectory,
    KeyDirectory,
    WidgetKeys,
    SigningKeys,
    SignedAfterService,
    ConfigurationDirectory,
  ],
})
export class TenantsModule {}
