import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ResourceRemoval } from '../resources/resource-removal.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { ProjectResourcesRepository } from './project-resources.repository.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

/** Kinds of appointments: which resources offer them, when, and what their bookings are like. */
@Module({
  imports: [ResourcesModule],
  providers: [ProjectsRepository, ProjectResourcesRepository, ProjectsService],
  exports: [ProjectsService],
})
export class ProjectsModule implements OnModuleInit {
  constructor(
    @Inject(ResourceRemoval) private readonly removal: ResourceRemoval,
    @Inject(ProjectResourcesRepository) private readonly members: ProjectResourcesRepository,
  ) {}

  onModuleInit(): void {
    this.removal.register('projects', (transaction, { tenantId, id }) =>
      this.members.removeFromAll(transaction, tenantId, id),
    );
  }
}
