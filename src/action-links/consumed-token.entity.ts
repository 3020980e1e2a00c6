import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** An action link that has acted, and never does again; gone with its booking. */
@Entity('consumed_tokens')
export class ConsumedToken {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid({ name: 'booking_id' }))
  bookingId!: string;

  /** Fingerprint of the token, or of its action and `jti` where it has one. */
  @PrimaryColumn('text')
  token!: string;

  @Column('text')
  action!: string;

  @Column(instant())
  at!: number;
}
