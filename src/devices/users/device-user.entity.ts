import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, uuid } from '../../database/columns.js';

/** A merchant's user as far as devices go; the federated user with the same external id, where there is one, is the same person. */
@Entity('device_users')
export class DeviceUser {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  /** The merchant's user id, unique in the tenant. Compared by code point on both databases. */
  @Column({ type: 'text', name: 'external_id' })
  externalId!: string;

  @Column(json())
  metadata!: Readonly<Record<string, string>>;

  @Column('boolean')
  suspended!: boolean;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
