import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** A booking holds a resource for a time. Exclusive rows of one resource never overlap: the database refuses it. */
@Entity('occupancies')
export class Occupancy {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid({ name: 'booking_id' }))
  bookingId!: string;

  @PrimaryColumn(uuid({ name: 'resource_id' }))
  resourceId!: string;

  @Column(instant({ name: 'starts_at' }))
  startsAt!: number;

  @Column(instant({ name: 'ends_at' }))
  endsAt!: number;

  /** False where double bookings are allowed. */
  @Column('boolean')
  exclusive!: boolean;

  /** Milliseconds to be kept free before it. */
  @Column(instant({ name: 'buffer_before' }))
  bufferBefore!: number;

  @Column(instant({ name: 'buffer_after' }))
  bufferAfter!: number;

  /** From then on it holds nothing, though the row may still be there; null where it does not end by itself. */
  @Column(instant({ nullable: true }))
  until!: number | null;
}
