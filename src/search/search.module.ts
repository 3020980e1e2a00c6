import { Module } from '@nestjs/common';
import { AvailabilityModule } from '../availability/availability.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { SearchIndexModule } from '../search-index/search-index.module.js';
import { ExperiencesModule } from './experiences/experiences.module.js';
import { NamedProjects } from './named-projects.service.js';
import { ResultSlots } from './result-slots.service.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

/** Finding what can be booked. */
@Module({
  imports: [AvailabilityModule, ExperiencesModule, ProjectsModule, ResourcesModule, SearchIndexModule],
  controllers: [SearchController],
  providers: [NamedProjects, ResultSlots, SearchService],
})
export class SearchModule {}
