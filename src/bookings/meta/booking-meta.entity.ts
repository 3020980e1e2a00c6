import { Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../../database/columns.js';

/** A member of a booking's meta in the form it is searched by; see meta-index. */
@Entity('booking_meta')
export class BookingMeta {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn('text')
  key!: string;

  @PrimaryColumn('text')
  value!: string;

  /** The booking's: one value's rows stand in the list's order. */
  @PrimaryColumn(instant({ name: 'created_at' }))
  createdAt!: number;

  @PrimaryColumn(uuid({ name: 'booking_id' }))
  bookingId!: string;
}
