import { Module } from '@nestjs/common';
import { ResourceRemoval } from './resource-removal.js';
import { ResourceTimezoneController } from './resource-timezone.controller.js';
import { ResourcesController } from './resources.controller.js';
import { ResourcesRepository } from './resources.repository.js';
import { ResourcesService } from './resources.service.js';

/** Whoever or whatever can be booked. */
@Module({
  controllers: [ResourceTimezoneController, ResourcesController],
  providers: [ResourcesRepository, ResourceRemoval, ResourcesService],
  exports: [ResourcesService, ResourceRemoval],
})
export class ResourcesModule {}
