import { Column, Entity, PrimaryColumn } from 'typeorm';
import { uuid } from '../database/columns.js';

/** A resource of a project; their order is the merchant's priority. */
@Entity('project_resources')
export class ProjectResource {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid({ name: 'project_id' }))
  projectId!: string;

  @PrimaryColumn(uuid({ name: 'resource_id' }))
  resourceId!: string;

  @Column('integer')
  position!: number;
}
