import { Column, Entity, PrimaryColumn } from 'typeorm';
import { uuid } from '../database/columns.js';

/** What a tenant used on one day. */
@Entity('usage_daily')
export class UsageDay {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Day of UTC, YYYY-MM-DD. */
  @PrimaryColumn('text')
  date!: string;

  @Column('bigint')
  signs!: number;

  @Column('bigint')
  attaches!: number;

  @Column('bigint')
  identifies!: number;

  /** Calls of clients that came with a proven token, or of the merchant's server. */
  @Column('bigint')
  signed!: number;

  /** Calls of clients that came without a token. */
  @Column('bigint')
  unsigned!: number;

  @Column('bigint')
  logins!: number;

  @Column('bigint')
  bookings!: number;
}
