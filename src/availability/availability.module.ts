import { Module } from '@nestjs/common';
import { OccupancyModule } from '../occupancy/occupancy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { AvailabilityFacts } from './availability-facts.service.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { NextSlots } from './next-slots.service.js';
import { UnavailableController } from './unavailable.controller.js';

/** Which times are free. */
@Module({
  imports: [OccupancyModule, ProjectsModule, ResourcesModule],
  controllers: [AvailabilityController, UnavailableController],
  providers: [AvailabilityFacts, AvailabilityService, NextSlots],
  exports: [AvailabilityService, NextSlots],
})
export class AvailabilityModule {}
