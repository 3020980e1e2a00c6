import type { DeviceAccess } from '../accesses.repository.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import type { Device } from '../device.entity.js';
import { newAccess } from '../new-access.js';
import type { Visit } from './attach-wish.js';

/** The access that an attach leaves behind. */
export const attachAccess = (
  caller: DeviceCaller,
  visit: Visit,
  { id, userId, identityId, confidence }: Pick<Device, 'id' | 'userId' | 'identityId' | 'confidence'>,
): DeviceAccess =>
  newAccess(caller, visit, { action: 'attach', userId, deviceId: id, identityId, confidence });
