import { Entity, Column, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../../database/columns.js';

/** One physical device of a tenant, as far as its signals tell it from others: many fingerprints, many users. */
@Entity('identities')
export class Identity {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  /** Exact to about a minute. */
  @Column(instant({ name: 'last_seen_at' }))
  lastSeenAt!: number;
}
