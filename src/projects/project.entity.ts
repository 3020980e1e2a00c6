import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../common/free-form.js';
import { instant, json, uuid } from '../database/columns.js';

/** A kind of appointment: which resources offer it, when, and what its bookings are like. */
@Entity('projects')
export class Project {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  /** Unique within the tenant. */
  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** What an availability request that names the project leaves out. */
  @Column(json())
  availability!: JsonObject;

  @Column(json({ name: 'availability_constraints' }))
  availabilityConstraints!: JsonObject[];

  /** What a create that names the project leaves out. */
  @Column(json())
  booking!: JsonObject;

  @Column(json({ name: 'customer_fields' }))
  customerFields!: JsonObject;

  @Column(json())
  ui!: JsonObject;

  @Column(json())
  policies!: JsonObject;

  @Column(json())
  meta!: JsonObject;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;

  /** Deleted: it is missing for everyone, and only its bookings still know it. */
  @Column(instant({ name: 'removed_at', nullable: true }))
  removedAt!: number | null;
}
