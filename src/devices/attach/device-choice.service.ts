import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import type { ReadAccess } from '../../database/access.js';
import type { Device } from '../device.entity.js';
import { DevicesRepository, type UserRows } from '../devices.repository.js';
import type { MatchedIdentity } from '../identities/identity-matches.service.js';
import { sureFrom } from './recognised.js';

/** The user's device that a client means, or the installation under which it is to be made. */
export type ChosenDevice =
  | { readonly device: Device; readonly installationId: string }
  | { readonly device: null; readonly installationId: string };

/** Which device of a user a client is (contract 4, "Model"). */
@Injectable()
export class DeviceChoice {
  constructor(@Inject(DevicesRepository) private readonly devices: DevicesRepository) {}

  /**
   * The one that it names, where that is the user's. Where that is another user's, the same installation under this user. Without
   * a name that means something, the one that its signals tell for sure; else a new installation.
   */
  async choose(
    access: ReadAccess,
    user: UserRows,
    { deviceId, match }: { readonly deviceId: string | null; readonly match: MatchedIdentity },
  ): Promise<ChosenDevice> {
    const named = deviceId === null ? null : await this.devices.findById(access, user.tenantId, deviceId);
    if (named !== null && named.userId === user.userId)
      return { device: named, installationId: named.installationId };
    if (named !== null) {
      const { installationId } = named;
      const device = await this.devices.findOfInstallation(access, user, installationId);
      return { device, installationId };
    }
    const device =
      match.confidence >= sureFrom ? await this.devices.findRecognised(access, user, match) : null;
    return { device, installationId: device?.installationId ?? newId() };
  }
}
