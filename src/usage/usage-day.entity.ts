import { Column, Entity, PrimaryColumn } from 'typeorm';
import { uuid } from '../database/columns.js';

const count = { type: 'bigint', transformer: { to: (value: unknown) => value, from: Number } } as const;

/** What a tenant used on one day. */
@Entity('usage_daily')
export class UsageDay {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Day of UTC, YYYY-MM-DD. */
  @PrimaryColumn('text')
  date!: string;

  @Column(count)
  signs!: number;

  @Column(count)
  attaches!: number;

  @Column(count)
  identifies!: number;

  /** Calls of clients that came with a proven token, or of the merchant's server. */
  @Column(count)
  signed!: number;

  /** Calls of clients that came without a token. */
  @Column(count)
  unsigned!: number;

  @Column(count)
  logins!: number;

  @Column(count)
  bookings!: number;
}
