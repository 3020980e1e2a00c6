import type { Database } from '../database/database.js';
import type { KeyUse } from './key-use.entity.js';
import { KeyUsesRepository } from './key-uses.repository.js';

/** What has been counted of keys, for operators; what running servers have not written yet is not in it. */
export class KeyUsesReader {
  private readonly uses = new KeyUsesRepository();

  constructor(private readonly database: Database) {}

  /** Of all keys of a tenant, by key and kind. */
  findAll(tenantId: string): Promise<KeyUse[]> {
    return this.database.read((access) => this.uses.findAll(access, tenantId));
  }
}
