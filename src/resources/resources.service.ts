import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { Database } from '../database/database.js';
import { resourceDocument } from '../database/full-text/stored-document.js';
import { forgetDocument, indexChange, indexDocument } from '../database/full-text/write-documents.js';
import type { ResourceFilter, ResourceOrderField } from './resource-list.js';
import { ResourceRemoval } from './resource-removal.js';
import type { Resource } from './resource.entity.js';
import { ResourcesRepository, type ResourceColumns } from './resources.repository.js';

/** What a new resource is made of. */
export type NewResource = Omit<Resource, 'tenantId' | 'id' | 'createdAt' | 'updatedAt' | 'removedAt'>;

/** What a tenant's customers book. Another tenant's resource is not there, and neither is a removed one, except where a method says so. */
@Injectable()
export class ResourcesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ResourcesRepository) private readonly resources: ResourcesRepository,
    @Inject(ResourceRemoval) private readonly removal: ResourceRemoval,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  list(
    tenantId: string,
    filter: ResourceFilter,
    page: PageRequest<ResourceOrderField>,
  ): Promise<Slice<Resource>> {
    return this.database.read((access) => this.resources.list(access, tenantId, filter, page));
  }

  findById(tenantId: string, id: string): Promise<Resource | null> {
    return this.database.read((access) => this.resources.findById(access, tenantId, id));
  }

  /** The oldest resource with exactly this address. */
  findByEmail(tenantId: string, email: string): Promise<Resource | null> {
    return this.database.read((access) => this.resources.findByEmail(access, tenantId, email));
  }

  /** The resources of these ids by id, **removed ones too**: for showing what bookings were made with. Inside a transaction, `access` is that transaction. */
  async findByIds(
    tenantId: string,
    ids: Iterable<string>,
    access?: ReadAccess,
  ): Promise<ReadonlyMap<string, Resource>> {
    const find = (reader: ReadAccess) => this.resources.findByIdsWithRemoved(reader, tenantId, ids);
    const found = access === undefined ? await this.database.read(find) : await find(access);
    return new Map(found.map((resource) => [resource.id, resource]));
  }

  /**
   * Those of these resources that can be booked, by id ascending; text that is no id names none. With `lock`, which needs
   * a write transaction, nobody else books, changes or removes them until it ends.
   */
  findForBooking(
    access: ReadAccess,
    tenantId: string,
    ids: Iterable<string>,
    { lock }: { readonly lock: false },
  ): Promise<Resource[]>;
  findForBooking(
    access: WriteTransaction,
    tenantId: string,
    ids: Iterable<string>,
    { lock }: { readonly lock: boolean },
  ): Promise<Resource[]>;
  findForBooking(
    access: ReadAccess,
    tenantId: string,
    ids: Iterable<string>,
    { lock }: { readonly lock: boolean },
  ): Promise<Resource[]> {
    return lock
      ? this.resources.findLocked(access as WriteTransaction, tenantId, ids)
      : this.resources.findByIds(access, tenantId, ids);
  }

  /** Answers what `answer` makes of it, within the transaction. */
  create<Answer>(
    tenantId: string,
    members: NewResource,
    answer: (transaction: WriteTransaction, resource: Resource) => Promise<Answer>,
  ): Promise<Answer> {
    const now = this.clock.nowMs();
    const row: Resource = {
      ...members,
      tenantId,
      id: newId(),
      createdAt: now,
      updatedAt: now,
      removedAt: null,
    };
    return this.database.write(async (transaction) => {
      await this.resources.insert(transaction, row);
      indexDocument(transaction, tenantId, resourceDocument(row));
      return answer(transaction, row);
    });
  }

  /** Null where there is no such resource. */
  change(tenantId: string, id: string, members: ResourceColumns): Promise<Resource | null> {
    return this.database.write(async (transaction) => {
      const [row] = await this.resources.findLocked(transaction, tenantId, [id]);
      if (row === undefined) return null;
      const columns = { ...members, updatedAt: this.clock.nowMs() };
      await this.resources.update(transaction, tenantId, id, columns);
      const after = { ...row, ...columns };
      indexChange(transaction, tenantId, resourceDocument(row), resourceDocument(after));
      return after;
    });
  }

  /** Takes it off every project; its bookings stay and still show it. Answers false where there is no such resource. */
  remove(tenantId: string, id: string): Promise<boolean> {
    return this.database.write(async (transaction) => {
      if (!(await this.resources.remove(transaction, tenantId, id, this.clock.nowMs()))) return false;
      await this.removal.run(transaction, { tenantId, id });
      forgetDocument(transaction, tenantId, { type: 'resource', id });
      return true;
    });
  }
}
