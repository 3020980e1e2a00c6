import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { UserPlace } from '../users/device-users.repository.js';
import { DevicesRepository } from '../devices.repository.js';
import type { DeviceRow } from '../shown-device.js';

/** Devices that one answer holds at most. */
const shownAtMost = 1000;

/** Which devices a user has attached. */
@Injectable()
export class AttachedDevices {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /** The newest first, at most 1,000; of a user whom nobody knows none. */
  of(user: UserPlace): Promise<readonly DeviceRow[]> {
    return this.database.read((access) => this.devices.listAttached(access, user, shownAtMost));
  }
}
