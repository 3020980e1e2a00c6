import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../common/free-form.js';
import { instant, json, uuid } from '../database/columns.js';

/** Whoever or whatever can be booked. */
@Entity('resources')
export class Resource {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  @PrimaryColumn(uuid())
  id!: string;

  @Column('text')
  name!: string;

  /** IANA name: its availability is meant in this zone. */
  @Column('text')
  timezone!: string;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', name: 'first_name', nullable: true })
  firstName!: string | null;

  @Column({ type: 'text', name: 'last_name', nullable: true })
  lastName!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** URL. */
  @Column({ type: 'text', nullable: true })
  image!: string | null;

  @Column(json())
  tags!: string[];

  @Column(json())
  meta!: JsonObject;

  @Column(json({ name: 'availability_constraints' }))
  availabilityConstraints!: JsonObject[];

  @Column(json())
  policies!: JsonObject;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;

  /** Deleted: it is missing for everyone, and only its bookings still know it. */
  @Column(instant({ name: 'removed_at', nullable: true }))
  removedAt!: number | null;
}
