import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AccessHistoryRepository, type AccessFilter } from './access-history.repository.js';
import { readNumbered, type NumberedPage, type NumberedSlice } from './numbered-page.js';
import type { AccessRow } from './shown-access.js';

/** What a tenant's clients did, as it was kept. */
@Injectable()
export class AccessHistory {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AccessHistoryRepository) private readonly accesses: AccessHistoryRepository,
  ) {}

  list(tenantId: string, filter: AccessFilter, page: NumberedPage): Promise<NumberedSlice<AccessRow>> {
    return this.database.read((access) =>
      readNumbered(page, {
        rows: (limit, offset) => this.accesses.list(access, tenantId, filter, limit, offset),
        count: () => this.accesses.count(access, tenantId, filter),
      }),
    );
  }
}
