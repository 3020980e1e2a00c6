import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { invalid } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import { mergedMetadata, type Metadata } from '../device-metadata.js';
import { DeviceErasure } from './device-erasure.js';
import { DeviceUsersRepository, type UserPlace } from './device-users.repository.js';

/** What a merchant says of its user; what is not named stays. */
export interface DeviceUserChanges {
  readonly metadata?: Metadata | undefined;
  readonly suspended?: boolean | undefined;
}

/** The merchants' users, as their servers keep them. */
@Injectable()
export class DeviceUsers {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(DeviceErasure) private readonly erasure: DeviceErasure,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Makes the user where there is none yet. Throws 422 where more than 50 names of metadata would stay. */
  change(place: UserPlace, { metadata = {}, suspended }: DeviceUserChanges): Promise<void> {
    return this.database.write(async (transaction) => {
      const now = this.clock.nowMs();
      const user = await this.users.makeLocked(transaction, place, now);
      const merged = mergedMetadata(user.metadata, metadata);
      if ('refused' in merged) throw invalid('metadata', 'must leave the user with at most 50 names');
      await this.users.update(transaction, user, {
        metadata: merged.ok,
        suspended: suspended ?? user.suspended,
        updatedAt: now,
      });
    });
  }

  /** Answers false where nobody with this id ever had a device, nor was spoken of. A federated user of that id stays. */
  erase(place: UserPlace): Promise<boolean> {
    return this.database.write((transaction) => this.erasure.erase(transaction, place));
  }
}
