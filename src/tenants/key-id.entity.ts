import { Column, Entity, PrimaryColumn } from 'typeorm';
import { uuid } from '../database/columns.js';

/** The one name space of kids: an id stands for an API key or for a JwtConfiguration of one tenant, never for both. */
@Entity('key_ids')
export class KeyId {
  @PrimaryColumn('text')
  id!: string;

  @Column(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @Column('text')
  owner!: 'api_key' | 'jwt_configuration';
}
