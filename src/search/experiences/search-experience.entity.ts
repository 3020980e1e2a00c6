import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../../common/free-form.js';
import { instant, json, uuid } from '../../database/columns.js';

/** A saved way of searching (contract 5, "Search"). */
@Entity('search_experiences')
export class SearchExperience {
  @PrimaryColumn(uuid({ name: 'tenant_id' }))
  tenantId!: string;

  /** Unique within the tenant; `experienceKey` of a search. */
  @PrimaryColumn('text')
  key!: string;

  @Column(json())
  types!: ('resources' | 'projects')[];

  @Column(json())
  filters!: JsonObject;

  /** Members that results show; null shows all that the caller may see. */
  @Column(json({ nullable: true }))
  fields!: string[] | null;

  /** Results of a page; null leaves the default. */
  @Column({ type: 'integer', name: 'page_limit', nullable: true })
  limit!: number | null;

  @Column(instant({ name: 'created_at' }))
  createdAt!: number;

  @Column(instant({ name: 'updated_at' }))
  updatedAt!: number;
}
