import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JwsAlgorithm } from '../crypto/algorithms.js';
import { instant, json, uuid } from '../database/columns.js';

/** Profile members of a user that a configuration may fill from claims. */
export const mappableMembers = [
  'email',
  'name',
  'first_name',
  'last_name',
  'phone',
  'timezone',
  'locale',
  'picture',
] as const;
export type MappableMember = (typeof mappableMembers)[number];

/** Where a merchant's tokens come from (contract 1). No HTTP route reads or changes it. */
@Entity('jwt_configurations')
export class JwtConfiguration {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** With a key held here the `kid` of its tokens; in JWK Set mode a name for the operator. Unique across all tenants and API keys. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  mode!: 'held' | 'jwks';

  /** Held: the one algorithm. */
  @Column({ type: 'text', nullable: true })
  algorithm!: JwsAlgorithm | null;

  /** Held: the sealed secret, or the public key as SPKI PEM. */
  @Column({ type: 'text', name: 'current_key', nullable: true })
  currentKey!: string | null;

  /** Same form; tried second, until `previousUntil`, while a rotation overlaps. */
  @Column({ type: 'text', name: 'previous_key', nullable: true })
  previousKey!: string | null;

  @Column(instant({ name: 'previous_until', nullable: true }))
  previousUntil!: number | null;

  @Column({ type: 'text', nullable: true })
  issuer!: string | null;

  @Column({ type: 'text', name: 'jwks_uri', nullable: true })
  jwksUri!: string | null;

  /** JWK Set mode: asymmetric algorithms accepted. */
  @Column(json({ nullable: true }))
  algorithms!: JwsAlgorithm[] | null;

  @Column(json({ nullable: true }))
  audience!: string[] | null;

  @Column({ type: 'text', name: 'user_id_claim' })
  userIdClaim!: string;

  /** Differences from the default map; see federation/claim-map. */
  @Column(json({ name: 'claim_map' }))
  claimMap!: Partial<Record<MappableMember, string>>;

  @Column({ type: 'integer', name: 'max_token_age_s', nullable: true })
  maxTokenAgeSeconds!: number | null;

  @Column({ type: 'boolean', name: 'require_exp' })
  requireExp!: boolean;

  /** Null: the tenant's `clock_tolerance_s`. */
  @Column({ type: 'integer', name: 'clock_tolerance_s', nullable: true })
  clockToleranceSeconds!: number | null;

  @Column({ type: 'boolean', name: 'auto_provision' })
  autoProvision!: boolean;

  @Column('boolean')
  enabled!: boolean;

  /** Grows with every change; part of what a verified token stands on. */
  @Column('integer')
  version!: number;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
