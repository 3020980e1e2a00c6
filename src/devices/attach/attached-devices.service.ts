import { Inject, Injectable } from '@nestjs/common';
import type { ReadAccess } from '../../database/access.js';
import { Database } from '../../database/database.js';
import { DevicesRepository } from '../devices.repository.js';
import type { DeviceRow } from '../shown-device.js';
import type { UserPlace } from '../users/device-users.repository.js';
import { listedAtMost, listedOf } from './listed-devices.js';

/** Which devices a user has attached. */
@Injectable()
export class AttachedDevices {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /** The newest first, at most 1,000 and a megabyte of what is kept with them; of a user whom nobody knows none. */
  of(user: UserPlace): Promise<readonly DeviceRow[]> {
    return this.database.read((access) => this.within(access, user));
  }

  /** As {@link of}, as the transaction sees them. */
  async within(access: ReadAccess, user: UserPlace): Promise<readonly DeviceRow[]> {
    const count = listedOf(await this.devices.listSizes(access, user, listedAtMost));
    return this.devices.listAttached(access, user, count);
  }
}
