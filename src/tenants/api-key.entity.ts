import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** A server's key ('api') or a browser's ('widget'). The secret is kept twice: a keyed digest to find it by, sealed text to verify tokens with. */
@Entity('api_keys')
export class ApiKey {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Public, unique across all tenants and all JwtConfigurations: the `kid` and `client_id` of tokens made with it. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  type!: 'api' | 'widget';

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'text', name: 'secret_digest', unique: true })
  secretDigest!: string;

  @Column({ type: 'text', name: 'secret_sealed' })
  secretSealed!: string;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  /** Set by a rotation: the key works until then. */
  @Column(instant({ name: 'expires_at', nullable: true }))
  expiresAt!: number | null;

  @Column(instant({ name: 'revoked_at', nullable: true }))
  revokedAt!: number | null;
}
