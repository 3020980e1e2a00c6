import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isId } from '../common/ids.js';
import type { PageRequest, Slice } from '../common/page.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { isPostgres } from '../database/is-postgres.js';
import type { ProfileColumns } from './profile-changes.js';
import { User } from './user.entity.js';
import { propertyOfOrder, type UserFilter, type UserOrderField } from './user-list.js';

/** Every query names its tenant first. Ids that are no ids find nothing (PostgreSQL would refuse the comparison). */
@Injectable()
export class UsersRepository {
  async findById({ manager }: ReadAccess, tenantId: string, id: string): Promise<User | null> {
    return isId(id) ? manager.findOneBy(User, { tenantId, id }) : null;
  }

  /**
   * The user, who until the transaction ends is not erased (`for_key_share`), or about whom nothing else is decided
   * (`pessimistic_write`). SQLite has one writer anyway.
   */
  async findLocked(
    transaction: WriteTransaction,
    tenantId: string,
    id: string,
    lock: 'for_key_share' | 'pessimistic_write',
  ): Promise<User | null> {
    if (!isId(id)) return null;
    const query = transaction.manager
      .createQueryBuilder(User, 'user')
      .where('user.tenantId = :tenantId AND user.id = :id', { tenantId, id });
    if (isPostgres(transaction)) query.setLock(lock);
    return query.getOne();
  }

  async findByIds({ manager }: ReadAccess, tenantId: string, ids: readonly string[]): Promise<User[]> {
    return manager.findBy(User, { tenantId, id: In(ids.filter(isId)) });
  }

  findByExternalId({ manager }: ReadAccess, tenantId: string, externalId: string): Promise<User | null> {
    return manager.findOneBy(User, { tenantId, externalId });
  }

  /** Does nothing where the tenant has a user with this external id; on PostgreSQL it waits for a rival's transaction first. */
  async insertOrIgnore({ manager }: WriteTransaction, row: User): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(User)
      .values(row)
      .orIgnore()
      .updateEntity(false)
      .execute();
  }

  /** Answers whether there was such a user, and not a disabled one. */
  async updateProfile(
    { manager }: WriteTransaction,
    tenantId: string,
    id: string,
    columns: ProfileColumns & { updatedAt: number; lastSeenAt?: number },
  ): Promise<boolean> {
    const { affected } = await manager.update(User, { tenantId, id, disabled: false }, columns);
    return affected === 1;
  }

  /** Answers whether there was such a user in the other state. */
  async setDisabled(
    { manager }: WriteTransaction,
    tenantId: string,
    id: string,
    disabled: boolean,
    now: number,
  ): Promise<boolean> {
    const { affected } = await manager.update(
      User,
      { tenantId, id, disabled: !disabled },
      { disabled, updatedAt: now },
    );
    return affected === 1;
  }

  async delete({ manager }: WriteTransaction, tenantId: string, id: string): Promise<boolean> {
    const { affected } = await manager.delete(User, { tenantId, id });
    return affected === 1;
  }

  /** Never moves backwards. */
  async markSeen({ manager }: WriteTransaction, tenantId: string, id: string, at: number): Promise<void> {
    await manager
      .createQueryBuilder()
      .update(User)
      .set({ lastSeenAt: at })
      .where('tenant_id = :tenantId AND id = :id AND last_seen_at < :at', { tenantId, id, at })
      .execute();
  }

  async list(
    { manager }: ReadAccess,
    tenantId: string,
    filter: UserFilter,
    page: PageRequest<UserOrderField>,
  ): Promise<Slice<User>> {
    const query = manager.createQueryBuilder(User, 'user').where('user.tenantId = :tenantId', { tenantId });
    if (filter.email !== undefined) query.andWhere('user.email = :email', { email: filter.email });
    if (filter.externalId !== undefined) {
      query.andWhere('user.externalId = :externalId', { externalId: filter.externalId });
    }
    const total = page.counted ? await query.getCount() : null;
    const column = `user.${propertyOfOrder[page.ordering.field]}`;
    const direction = page.ordering.direction === 'asc' ? 'ASC' : 'DESC';
    if (page.after !== null) {
      const beyond = direction === 'ASC' ? '>' : '<';
      query.andWhere(`(${column}, user.id) ${beyond} (:afterValue, :afterId)`, {
        afterValue: page.after.value,
        afterId: page.after.id,
      });
    }
    const rows = await query
      .orderBy(column, direction)
      .addOrderBy('user.id', direction)
      .limit(page.limit + 1)
      .offset(page.offset)
      .getMany();
    return { rows, total };
  }
}
