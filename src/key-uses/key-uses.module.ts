import { Module } from '@nestjs/common';
import { KeyUsesRepository } from './key-uses.repository.js';
import { KeyUses } from './key-uses.js';

/** How often keys prove requests. No controller: operators read it from the command line. */
@Module({ providers: [KeyUsesRepository, KeyUses], exports: [KeyUses] })
export class KeyUsesModule {}
