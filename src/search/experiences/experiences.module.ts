import { Module } from '@nestjs/common';
import { ExperiencesController } from './experiences.controller.js';
import { ExperiencesRepository } from './experiences.repository.js';
import { ExperiencesService } from './experiences.service.js';

/** Saved ways of searching. */
@Module({
  controllers: [ExperiencesController],
  providers: [ExperiencesRepository, ExperiencesService],
  exports: [ExperiencesService],
})
export class ExperiencesModule {}
