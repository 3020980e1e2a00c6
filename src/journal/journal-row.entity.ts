import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, uuid } from '../database/columns.js';

/** One change of a booking (contract 2, "Journal"): written once, never changed. */
@Entity('journal')
export class JournalRow {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** From 1, without gaps, within the tenant. */
  @PrimaryColumn(instant())
  sequence!: number;

  /** Stays when the booking is deleted. */
  @Column(uuid({ name: 'booking_id' }))
  bookingId!: string;

  @Column('text')
  action!: string;

  @Column({ type: 'text', name: 'from_state', nullable: true })
  fromState!: string | null;

  @Column({ type: 'text', name: 'to_state', nullable: true })
  toState!: string | null;

  @Column(instant())
  at!: number;

  @Column({ type: 'text', name: 'request_id', nullable: true })
  requestId!: string | null;

  /** Kind of the credential that proved the request; `system` for what happens by itself. */
  @Column({ type: 'text', name: 'credential_kind' })
  credentialKind!: string;

  /** Id of the API key or of the JwtConfiguration. */
  @Column({ type: 'text', name: 'credential_id', nullable: true })
  credentialId!: string | null;

  @Column(uuid({ name: 'user_id', nullable: true }))
  userId!: string | null;

  /** SHA-256 of the token, base64url. */
  @Column({ type: 'text', nullable: true })
  fingerprint!: string | null;

  /** JSON object as it was hashed: ids, times and names of members, nothing about persons. */
  @Column('text')
  details!: string;

  /** Hash of the row before it; of the first one 64 zeros. */
  @Column({ type: 'text', name: 'previous_hash' })
  previousHash!: string;

  /** SHA-256 in lower-case hex; see chain. */
  @Column('text')
  hash!: string;
}
