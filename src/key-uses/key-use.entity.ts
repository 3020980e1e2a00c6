import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** How often an API key or widget key has proven a request, by the kind of credential it proved. */
@Entity('key_uses')
export class KeyUse {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn({ type: 'text', name: 'key_id' })
  keyId!: string;

  /** As `credential.kind` of the Principal: `api_key`, `minted_token`, `signed_search` … */
  @PrimaryColumn({ type: 'text', name: 'credential_kind' })
  credentialKind!: string;

  @Column('bigint')
  count!: number;

  @Column(instant({ name: 'last_used_at' }))
  lastUsedAt!: number;
}
