import { Inject, Injectable } from '@nestjs/common';
import type { UserProfile } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import type { Decision } from '../common/decision.js';
import type { PageRequest, Slice } from '../common/page.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { differences, isEmpty, type ProfileChanges } from './profile-changes.js';
import { LastSeen } from './last-seen.js';
import type { ProfileMembers } from './profile-members.js';
import { Provisioning, type ProvisioningRefusal } from './provisioning.js';
import { UserErasure } from './user-erasure.js';
import type { UserFilter, UserOrderField } from './user-list.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';

/** Users of one tenant, for `app` callers, the user themselves and the command line. Another tenant's user is null here. */
@Injectable()
export class UsersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsersRepository) private readonly users: UsersRepository,
    @Inject(UserErasure) private readonly erasure: UserErasure,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Provisioning) private readonly provisioning: Provisioning,
    @Inject(LastSeen) private readonly lastSeen: LastSeen,
  ) {}

  /** The user a proven token names, made on first sight; see Provisioning. Only called after every other check has passed. */
  provision(
    tenantId: string,
    configurationId: string,
    externalId: string,
    profile: ProfileMembers,
    { autoProvision }: { readonly autoProvision: boolean },
  ): Promise<Decision<UserProfile, ProvisioningRefusal>> {
    return this.provisioning.provision({ tenantId, configurationId, externalId, profile, autoProvision });
  }

  /** A remembered token of this user was used again. */
  seen(tenantId: string, userId: string): void {
    this.lastSeen.record(tenantId, userId);
  }

  list(tenantId: string, filter: UserFilter, page: PageRequest<UserOrderField>): Promise<Slice<User>> {
    return this.database.read((access) => this.users.list(access, tenantId, filter, page));
  }

  findById(tenantId: string, id: string): Promise<User | null> {
    return this.database.read((access) => this.users.findById(access, tenantId, id));
  }

  /** Those of these users that exist, in no particular order. Inside a transaction, `access` is that transaction. */
  findByIds(tenantId: string, ids: readonly string[], access?: ReadAccess): Promise<User[]> {
    const find = (reader: ReadAccess) => this.users.findByIds(reader, tenantId, ids);
    return access === undefined ? this.database.read(find) : find(access);
  }

  findByExternalId(tenantId: string, externalId: string): Promise<User | null> {
    return this.database.read((access) => this.users.findByExternalId(access, tenantId, externalId));
  }

  /** A disabled user's tokens are refused everywhere at once. Null where there is no such user. */
  setDisabled(tenantId: string, id: string, disabled: boolean): Promise<User | null> {
    return this.database.write(async (transaction) => {
      const row = await this.users.findById(transaction, tenantId, id);
      if (row === null) return null;
      const now = this.clock.nowMs();
      if (!(await this.users.setDisabled(transaction, tenantId, id, disabled, now))) return row;
      await this.announce(transaction, tenantId, id);
      return { ...row, disabled, updatedAt: now };
    });
  }

  /** Null where the user is gone or disabled. What is the same already is not written. */
  changeProfile(tenantId: string, id: string, changes: ProfileChanges): Promise<User | null> {
    return this.database.write(async (transaction) => {
      const row = await this.users.findById(transaction, tenantId, id);
      if (row === null || row.disabled) return null;
      const differing = differences(row, changes);
      if (isEmpty(differing)) return row;
      const columns = { ...differing, updatedAt: this.clock.nowMs() };
      if (!(await this.users.updateProfile(transaction, tenantId, id, columns))) return null;
      await this.announce(transaction, tenantId, id);
      return { ...row, ...columns };
    });
  }

  /**
   * Erases the person: every feature lets go of them and the row goes, all in one transaction. Answers false where there
   * is no such user. A token that still proves itself afterwards makes a new, empty user where the configuration
   * provisions; to keep the person out, disable them, or have the merchant stop their tokens, before erasing.
   */
  erase(tenantId: string, id: string): Promise<boolean> {
    return this.database.write(async (transaction) => {
      // Before the features: what they make for this user is either there already, or not made any more.
      const row = await this.users.findLocked(transaction, tenantId, id, 'pessimistic_write');
      if (row === null) return false;
      await this.erasure.run(transaction, { tenantId, id, externalId: row.externalId, email: row.email });
      if (!(await this.users.delete(transaction, tenantId, id))) return false;
      await this.announce(transaction, tenantId, id);
      return true;
    });
  }

  /**
   * Whether the user is there and not disabled, for whoever is about to keep something of theirs: until the transaction
   * ends they are not erased, so that nothing of them is written after their erasure.
   */
  async mayKeep(transaction: WriteTransaction, tenantId: string, id: string): Promise<boolean> {
    const row = await this.users.findLocked(transaction, tenantId, id, 'for_key_share');
    return row !== null && !row.disabled;
  }

  private announce(transaction: WriteTransaction, tenantId: string, id: string): Promise<void> {
    return this.feed.announce(transaction, { topic: 'user', tenantId, subject: id });
  }
}
