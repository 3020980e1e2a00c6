import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { invalid } from '../../common/problem.js';
import type { WriteTransaction } from '../../database/access.js';
import { holdsAlready, mergedMetadata, type Metadata } from '../device-metadata.js';
import { DevicesRepository } from '../devices.repository.js';
import { DeviceUsersRepository } from '../users/device-users.repository.js';
import { NamedDevicesRepository } from './named-devices.repository.js';

/** Devices that clients name as they are identified. */
@Injectable()
export class NamedDevices {
  constructor(
    @Inject(NamedDevicesRepository) private readonly named: NamedDevicesRepository,
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /**
   * The id of the device, which stays until the transaction ends; null where the tenant has none. The metadata is merged into
   * its own where the caller is proven to speak for its user, and left alone otherwise. Throws validation_failed where too
   * much of it would stay.
   */
  async visit(
    transaction: WriteTransaction,
    caller: Principal,
    deviceId: string,
    metadata: Metadata,
  ): Promise<string | null> {
    const tenantId = caller.tenant.id;
    const user = await this.named.findUser(transaction, tenantId, deviceId);
    if (user === null) return null;
    // Whoever erases the user waits, or was faster.
    if ((await this.users.findLocked(transaction, { tenantId, externalId: user })) === null) return null;
    const device = await this.devices.findById(transaction, tenantId, deviceId);
    if (device === null) return null;
    if (speaksFor(caller, user) && !holdsAlready(device.metadata, metadata)) {
      const merged = mergedMetadata(device.metadata, metadata);
      if ('refused' in merged) throw invalid('metadata', 'would leave the device with more than 50 names');
      await this.devices.update(transaction, device, { metadata: merged.ok });
    }
    return device.id;
  }
}

const speaksFor = (caller: Principal, user: string): boolean =>
  caller.kind === 'app' || (caller.kind === 'device' && caller.signedUser === user);
