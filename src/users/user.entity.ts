import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** A merchant's user, known by the merchant's own id; one row per (tenant, external id). */
@Entity('users')
export class User {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  /** Compared by code point on both databases. */
  @Column({ type: 'text', name: 'external_id' })
  externalId!: string;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'text', name: 'first_name', nullable: true })
  firstName!: string | null;

  @Column({ type: 'text', name: 'last_name', nullable: true })
  lastName!: string | null;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'text', nullable: true })
  timezone!: string | null;

  @Column({ type: 'text', nullable: true })
  locale!: string | null;

  @Column({ type: 'text', nullable: true })
  picture!: string | null;

  @Column('boolean')
  disabled!: boolean;

  /** The JwtConfiguration that first proved this user. */
  @Column({ type: 'text', name: 'jwt_configuration_id' })
  jwtConfigurationId!: string;

  @Column(instant({ name: 'first_seen_at' }))
  firstSeenAt!: number;

  /** Exact to about a minute. */
  @Column(instant({ name: 'last_seen_at' }))
  lastSeenAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
