import { newId } from '../../common/ids.js';
import type { DeviceAccess } from '../accesses.repository.js';
import type { DeviceCaller, Visit } from './attach-wish.js';
import { isSigned } from '../calls/signed-caller.js';

/** The access that an attach leaves behind. */
export const attachAccess = (
  caller: DeviceCaller,
  { address, nowMs }: Visit,
  device: {
    readonly id: string;
    readonly userId: string;
    readonly identityId: string | null;
    readonly confidence: number;
  },
): DeviceAccess => ({
  tenantId: caller.tenant.id,
  id: newId(),
  action: 'attach',
  userId: device.userId,
  deviceId: device.id,
  identityId: device.identityId,
  signed: isSigned(caller),
  apiKey: caller.credential.id,
  token: caller.credential.fingerprint,
  confidence: device.confidence,
  ipHash: address,
  createdAt: nowMs,
});
