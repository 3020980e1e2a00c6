import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ResourceRemoval } from '../resources/resource-removal.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ProjectPagesController } from './project-pages.controller.js';
import { ProjectPagesService } from './project-pages.service.js';
import { ProjectPresenter } from './project-presenter.js';
import { ProjectResourcesController } from './project-resources.controller.js';
import { ProjectResourcesRepository } from './project-resources.repository.js';
import { ProjectWritingService } from './project-writing.service.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

/** Kinds of appointments: which resources offer them, when, and what their bookings are like. */
@Module({
  imports: [ResourcesModule, TenantsModule],
  controllers: [ProjectPagesController, ProjectResourcesController, ProjectsController],
  providers: [
    ProjectsRepository,
    ProjectResourcesRepository,
    ProjectsService,
    ProjectWritingService,
    ProjectPagesService,
    ProjectPresenter,
  ],
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
