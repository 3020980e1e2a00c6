import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { notFound } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { detachedBy, Detachments } from '../detachments.service.js';
import { DevicesRepository } from '../devices.repository.js';
import { DeviceUsersRepository } from '../users/device-users.repository.js';
import { isExceeded } from './attach-decision.js';
import type { DeviceStanding } from './attach-wish.js';
import { countedUpTo } from './counted-devices.js';

/** Detaches a user's device, for the merchant's server and the user's own clients. */
@Injectable()
export class DetachService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(Detachments) private readonly detachments: Detachments,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** One that is detached already stays as it is. Throws 404 where the user has no such device, whoever else has it. */
  detach(
    caller: DeviceCaller,
    { user, device: id }: { readonly user: string; readonly device: string },
  ): Promise<DeviceStanding> {
    const { id: tenantId, settings } = caller.tenant;
    return this.database.write(async (transaction) => {
      const owner = await this.users.findLocked(transaction, { tenantId, externalId: user });
      const device = owner && (await this.devices.findById(transaction, tenantId, id));
      if (owner === null || device === null || device.userId !== owner.id) throw notFound('Device');
      if (device.status === 'attached') {
        const how = { at: this.clock.nowMs(), by: detachedBy(caller.credential) };
        await this.detachments.detach(transaction, tenantId, [id], how);
      }
      const attachedDevices = await this.devices.countAttached(
        transaction,
        { tenantId, userId: owner.id },
        countedUpTo(settings.device_limit),
      );
      return {
        deviceId: id,
        identityId: device.identityId,
        metadata: device.metadata,
        attachedDevices,
        exceeded: isExceeded(attachedDevices, settings.device_limit),
        suspended: owner.suspended,
        isNew: false,
        accessId: null,
      };
    });
  }
}
