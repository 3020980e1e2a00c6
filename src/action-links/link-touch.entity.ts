import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** One touch of an action link, so that a merchant can see what happened (contract 3): nothing about the person. */
@Entity('link_touches')
export class LinkTouch {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid({ name: 'booking_id' }))
  bookingId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  @Column('text')
  action!: string;

  @Column(instant())
  at!: number;

  @Column('text')
  method!: string;

  /** How old the link was by its `iat`, in milliseconds; null where it has none. */
  @Column(instant({ name: 'link_age_ms', nullable: true }))
  linkAgeMs!: number | null;

  /** Class of the user agent: `browser`, `automated` or `none`. */
  @Column({ type: 'text', name: 'user_agent' })
  userAgent!: string;

  /** Did the request bring the cookie that the link's page sets? */
  @Column('boolean')
  cookie!: boolean;

  @Column('text')
  outcome!: string;
}
