import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** An Idempotency-Key of one caller: claimed by the request that runs, then the keeper of its answer. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Whose key it is: see subject-of. */
  @PrimaryColumn('text')
  subject!: string;

  @PrimaryColumn('text')
  key!: string;

  /** Digest of what was asked. */
  @Column('text')
  fingerprint!: string;

  /** Names the request that runs, so that only it records the answer. */
  @Column(uuid())
  claim!: string;

  /** Null while the first request is on its way, as are content type and body. */
  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @Column({ type: 'text', name: 'content_type', nullable: true })
  contentType!: string | null;

  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;
}
