import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../common/free-form.js';
import { instant, json, uuid } from '../database/columns.js';

/** Who comes: kept as given; what lists search by stands folded in the booking's own columns. */
export interface Customer {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly voip: string | null;
  readonly timezone: string | null;
  /** `meta` of the request's customer, and all members it has beyond the named ones. */
  readonly meta: JsonObject;
}

/** A booking as its row holds it. */
@Entity('bookings')
export class Booking {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  @Column('text')
  graph!: string;

  @Column('text')
  state!: string;

  @Column('boolean')
  completed!: boolean;

  @Column(instant({ name: 'starts_at' }))
  startsAt!: number;

  @Column(instant({ name: 'ends_at' }))
  endsAt!: number;

  @Column({ type: 'text', nullable: true })
  what!: string | null;

  /** `where` of the contract. */
  @Column({ type: 'text', nullable: true })
  place!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column(uuid({ name: 'resource_id', nullable: true }))
  resourceId!: string | null;

  @Column(uuid({ name: 'project_id', nullable: true }))
  projectId!: string | null;

  /** The federated user it belongs to. */
  @Column(uuid({ name: 'user_id', nullable: true }))
  userId!: string | null;

  @Column(uuid({ name: 'owner_booking_id', nullable: true }))
  ownerBookingId!: string | null;

  @Column(uuid({ name: 'rescheduled_from', nullable: true }))
  rescheduledFrom!: string | null;

  @Column({ type: 'integer', name: 'max_seats', nullable: true })
  maxSeats!: number | null;

  @Column({ type: 'integer', name: 'current_seats', nullable: true })
  currentSeats!: number | null;

  @Column(json())
  customers!: Customer[];

  /** Folded, of the first customer; see common/fold. */
  @Column({ type: 'text', name: 'customer_name', nullable: true })
  customerName!: string | null;

  @Column({ type: 'text', name: 'customer_name_reversed', nullable: true })
  customerNameReversed!: string | null;

  /** Folded. */
  @Column({ type: 'text', name: 'customer_email', nullable: true })
  customerEmail!: string | null;

  @Column({ type: 'text', name: 'customer_phone', nullable: true })
  customerPhone!: string | null;

  @Column(json())
  meta!: JsonObject;

  @Column(json())
  settings!: JsonObject;

  /** When it changes by itself next, and how; null where nothing is due. */
  @Column(instant({ name: 'due_at', nullable: true }))
  dueAt!: number | null;

  @Column({ type: 'text', name: 'due_action', nullable: true })
  dueAction!: string | null;

  /** Where it goes back to when its cancellation is undone; until `dueAt` it keeps what it held in that state. */
  @Column({ type: 'text', name: 'undo_state', nullable: true })
  undoState!: string | null;

  /** Shared by bookings that were created together and belong together. */
  @Column(uuid({ name: 'relation_id', nullable: true }))
  relationId!: string | null;

  /** Milliseconds kept free before it, by the policies it was created under. */
  @Column(instant({ name: 'buffer_before' }))
  bufferBefore!: number;

  @Column(instant({ name: 'buffer_after' }))
  bufferAfter!: number;

  /** Grows with every change; a change is made on the version it was decided on. */
  @Column('integer')
  version!: number;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
