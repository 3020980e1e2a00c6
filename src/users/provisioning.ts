import { Inject, Injectable } from '@nestjs/common';
import type { UserProfile } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { isRefused, type Decision } from '../common/decision.js';
import { newId } from '../common/ids.js';
import type { WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { LastSeen } from './last-seen.js';
import { asColumns, differences, isEmpty, toUserProfile } from './profile-changes.js';
import type { ProfileMembers } from './profile-members.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';

/** What a proven token says about its user. */
export interface ProvenIdentity {
  readonly tenantId: string;
  readonly configurationId: string;
  readonly externalId: string;
  readonly profile: ProfileMembers;
  /** The configuration's: whether an unknown user gets a row. */
  readonly autoProvision: boolean;
}

export type ProvisioningRefusal = 'user_unknown' | 'user_disabled';

/** Rows that were erased between an insert that found them and the read that did not: tried again this often. */
const attempts = 3;

/** Gives a proven token its user. Only called after every other check has passed. */
@Injectable()
export class Provisioning {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsersRepository) private readonly users: UsersRepository,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LastSeen) private readonly lastSeen: LastSeen,
  ) {}

  /**
   * The one row of (tenant, external id), however many first logins come at once, with the mapped members as the token
   * has them. A known user whose token says nothing new costs one read and no transaction.
   */
  async provision(identity: ProvenIdentity): Promise<Decision<UserProfile, ProvisioningRefusal>> {
    const { tenantId, externalId, profile } = identity;
    const known = await this.database.read((access) =>
      this.users.findByExternalId(access, tenantId, externalId),
    );
    if (known === null && !identity.autoProvision) return { refused: 'user_unknown' };
    if (known?.disabled) return { refused: 'user_disabled' };
    if (known !== null && isEmpty(differences(known, profile))) {
      this.lastSeen.record(tenantId, known.id, known.lastSeenAt);
      return { ok: toUserProfile(known) };
    }
    const decision = await this.database.write((transaction) => this.settle(transaction, identity));
    return isRefused(decision) ? decision : { ok: toUserProfile(decision.ok) };
  }

  private async settle(
    transaction: WriteTransaction,
    identity: ProvenIdentity,
  ): Promise<Decision<User, ProvisioningRefusal>> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.users.findByExternalId(transaction, identity.tenantId, identity.externalId);
      if (found !== null) return this.refresh(transaction, found, identity.profile);
      if (!identity.autoProvision) return { refused: 'user_unknown' };
      await this.users.insertOrIgnore(transaction, this.newRow(identity));
    }
    const row = await this.users.findByExternalId(transaction, identity.tenantId, identity.externalId);
    return row === null ? { refused: 'user_unknown' } : this.refresh(transaction, row, identity.profile);
  }

  /** Brings the mapped members up to date; a row that was just made, or that a rival made the same, is left alone. */
  private async refresh(
    transaction: WriteTransaction,
    row: User,
    profile: ProfileMembers,
  ): Promise<Decision<User, ProvisioningRefusal>> {
    if (row.disabled) return { refused: 'user_disabled' };
    const changed = differences(row, profile);
    if (isEmpty(changed)) return { ok: row };
    const now = this.clock.nowMs();
    const columns = { ...changed, updatedAt: now, lastSeenAt: Math.max(now, row.lastSeenAt) };
    // Disabled or erased since it was read: the operator's word stands.
    if (!(await this.users.updateProfile(transaction, row.tenantId, row.id, columns)))
      return { refused: 'user_disabled' };
    await this.feed.announce(transaction, { topic: 'user', tenantId: row.tenantId, subject: row.id });
    return { ok: { ...row, ...columns } };
  }

  private newRow({ tenantId, configurationId, externalId, profile }: ProvenIdentity): User {
    const now = this.clock.nowMs();
    return {
      tenantId,
      id: newId(),
      externalId,
      ...asColumns(profile),
      disabled: false,
      jwtConfigurationId: configurationId,
      firstSeenAt: now,
      lastSeenAt: now,
      updatedAt: now,
    };
  }
}
