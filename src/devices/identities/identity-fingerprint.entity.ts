import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, uuid } from '../../database/columns.js';

/** Signals that an identity came with once. Their values are kept as digests: they are only ever compared. */
@Entity('identity_fingerprints')
export class IdentityFingerprint {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid({ name: 'identity_id' }))
  identityId!: string;

  /** Digest of all signals. */
  @PrimaryColumn('text')
  fingerprint!: string;

  /** Digest of the signals that outlive an update of the browser. */
  @Column('text')
  core!: string;

  /** Name of a signal → short digest of its value. */
  @Column(json())
  signals!: Readonly<Record<string, string>>;

  /** Exact to about a minute. */
  @Column(instant({ name: 'last_seen_at' }))
  lastSeenAt!: number;
}
