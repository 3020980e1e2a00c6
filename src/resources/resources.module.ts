import { Module } from '@nestjs/common';
import { ResourcesService } from './resources.service.js';

/** Whoever or whatever can be booked. */
@Module({ providers: [ResourcesService], exports: [ResourcesService] })
export class ResourcesModule {}
