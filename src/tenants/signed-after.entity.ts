import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** Signed searches that were made before this instant are dead (contract 3, "Signed search"). */
@Entity('signed_after')
export class SignedAfter {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** `''` for all of the tenant's; else one customer, as `identityKey` writes an identity pair. */
  @PrimaryColumn('text')
  identity!: string;

  @Column(instant())
  instant!: number;
}
