import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** One attach or identify, and what proved it (contract 4, "Model"). Written once, never changed, gone after `access_retention_days`. */
@Entity('accesses')
export class Access {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** UUIDv7: an order by id is one by time. */
  @PrimaryColumn(uuid())
  id!: string;

  @Column('text')
  action!: 'attach' | 'identify';

  /** Row of `device_users`; null for an identify. */
  @Column(uuid({ name: 'user_id', nullable: true }))
  userId!: string | null;

  @Column(uuid({ name: 'device_id', nullable: true }))
  deviceId!: string | null;

  @Column(uuid({ name: 'identity_id', nullable: true }))
  identityId!: string | null;

  @Column('boolean')
  signed!: boolean;

  /** Public id of the API key that came, that signed, or that an unsigned client named. */
  @Column({ type: 'text', name: 'api_key' })
  apiKey!: string;

  /** SHA-256 of the security token, base64url; null where none came. */
  @Column({ type: 'text', nullable: true })
  token!: string | null;

  /** Thousandths. */
  @Column('integer')
  confidence!: number;

  /** Keyed digest of the address (IPv6: of its /64): it can be compared, not read. */
  @Column({ type: 'text', name: 'ip_hash' })
  ipHash!: string;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;
}
