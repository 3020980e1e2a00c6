import { Module } from '@nestjs/common';
import { OccupancyModule } from '../occupancy/occupancy.module.js';
import { SlotDecisions } from './slot-decisions.service.js';

/** Which times are free. */
@Module({
  imports: [OccupancyModule],
  providers: [SlotDecisions],
  exports: [SlotDecisions],
})
export class AvailabilityModule {}
