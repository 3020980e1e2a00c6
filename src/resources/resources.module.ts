import { Module } from '@nestjs/common';
import { ResourceRemoval } from './resource-removal.js';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';

/** Whoever or whatever can be booked. */
@Module({
  providers: [ResourcesRepository, ResourceRemoval, ResourcesService],
  exports: [ResourcesService, ResourceRemoval],
})
export class ResourcesModule {}
