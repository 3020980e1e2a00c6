import { Column, Entity, PrimaryColumn } from 'typeorm';
import { uuid } from '../database/columns.js';

/** An issuer belongs to one tenant, by the canonical form of its URL, and to one mode within it. */
@Entity('issuers')
export class Issuer {
  @PrimaryColumn('text')
  canonical!: string;

  @Column(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @Column('text')
  mode!: 'jwks' | 'held';
}
