import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, uuid } from '../database/columns.js';
import type { DeviceInfo } from './device-info.js';

/** One installation (a browser's profile, an app) under one user of the merchant (contract 4, "Model"). */
@Entity('devices')
export class Device {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  /** Row of `device_users`. */
  @Column(uuid({ name: 'user_id' }))
  userId!: string;

  /** The same for all users of one installation. */
  @Column(uuid({ name: 'installation_id' }))
  installationId!: string;

  @Column(uuid({ name: 'identity_id', nullable: true }))
  identityId!: string | null;

  /** Digest of the signals that it last came with: the same signals need not be matched again. */
  @Column({ type: 'text', nullable: true })
  fingerprint!: string | null;

  /** Thousandths: how sure the identity was when it was last matched. */
  @Column('integer')
  confidence!: number;

  @Column('text')
  status!: 'attached' | 'detached';

  @Column(json())
  info!: DeviceInfo;

  @Column(json())
  metadata!: Readonly<Record<string, string>>;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  /** When it was attached last, or again after a detach. */
  @Column(instant({ name: 'attached_at' }))
  attachedAt!: number;

  /** Exact to about a minute. */
  @Column(instant({ name: 'last_seen_at' }))
  lastSeenAt!: number;

  @Column(instant({ name: 'detached_at', nullable: true }))
  detachedAt!: number | null;

  /** Kind, id and fingerprint of the credential that detached it, or `idle`. */
  @Column({ type: 'text', name: 'detached_by', nullable: true })
  detachedBy!: string | null;
}
