import { Module } from '@nestjs/common';
import { Occupancies } from './occupancies.service.js';

/** Who holds which resource when. */
@Module({ providers: [Occupancies], exports: [Occupancies] })
export class OccupancyModule {}
