import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { WidgetKeys } from '../tenants/widget-keys.js';
import { findOldestOfSlug, type ProjectPlace } from './oldest-of-slug.js';
import { pageProject } from './page-project.js';
import { ProjectsService, type ProjectWithResources } from './projects.service.js';
import { isSlug } from './slug.js';

/** Projects for the pages that book them. */
@Injectable()
export class ProjectPagesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProjectsService) private readonly projects: ProjectsService,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(WidgetKeys) private readonly widgetKeys: WidgetKeys,
  ) {}

  /** By its slug at the tenant of this slug; without a tenant the oldest of that slug anywhere. */
  async hosted(slug: string, account: string | null) {
    if (!isSlug(slug)) return null;
    if (account === null) {
      const place = await this.database.read((access) => findOldestOfSlug(access, slug));
      return place === null ? null : this.at(place);
    }
    const tenant = await this.tenants.findBySlug(account);
    if (tenant === null) return null;
    const found = await this.database.read((access) => this.projects.findBySlug(access, tenant.id, slug));
    return this.shown(tenant.id, found);
  }

  /** By its id, where the tenant is proven. */
  embedded(tenantId: string, id: string) {
    return this.at({ tenantId, id });
  }

  private async at({ tenantId, id }: ProjectPlace) {
    const found = await this.database.read((access) => this.projects.find(access, tenantId, id));
    return this.shown(tenantId, found);
  }

  private async shown(tenantId: string, found: ProjectWithResources | null) {
    return found === null ? null : pageProject(found, await this.widgetKeys.secretOf(tenantId));
  }
}
