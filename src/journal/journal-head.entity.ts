import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** The last row of a tenant's journal. Whoever appends holds it until the commit, so that the chain has one end. */
@Entity('journal_heads')
export class JournalHead {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @Column(instant())
  sequence!: number;

  @Column('text')
  hash!: string;
}
