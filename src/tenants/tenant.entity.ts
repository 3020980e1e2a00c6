import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantSettings } from '../access/tenant-settings.js';
import { instant, json, uuid } from '../database/columns.js';

/** One merchant. `settings` holds only what was set; defaults are filled in when it is read. */
@Entity('tenants')
export class Tenant {
  @PrimaryColumn(uuid())
  id!: string;

  @Column({ type: 'text', unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  mode!: 'live' | 'test';

  /** IANA name. */
  @Column('text')
  timezone!: string;

  @Column(json())
  settings!: Partial<TenantSettings>;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
