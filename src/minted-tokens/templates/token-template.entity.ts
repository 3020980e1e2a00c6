import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, uuid } from '../../database/columns.js';
import type { TemplateClaims } from './template-claims.js';

/** What tokens of one name are minted from (contract 5, "Templates"). */
@Entity('token_templates')
export class TokenTemplate {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Unique within the tenant. */
  @PrimaryColumn('text')
  name!: string;

  /** The API key that signs: the `kid` of its tokens. */
  @Column({ type: 'text', name: 'key_id' })
  keyId!: string;

  @Column(json())
  claims!: TemplateClaims;

  /** An RE2 expression over whole page paths; null matches every page. */
  @Column({ type: 'text', nullable: true })
  scope!: string | null;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
