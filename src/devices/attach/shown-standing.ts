import type { TenantSettings } from '../../access/tenant-settings.js';
import type { DeviceStanding } from './attach-wish.js';

/** The answer to attach and detach. */
export const showStanding = (
  standing: DeviceStanding,
  { device_limit, block_over_usage }: Pick<TenantSettings, 'device_limit' | 'block_over_usage'>,
) => ({
  success: true,
  attached_devices: standing.attachedDevices,
  device_id: standing.deviceId,
  default_device_limit: device_limit,
  block_over_usage,
  exceeded: standing.exceeded,
  suspended: standing.suspended,
  new_device: standing.isNew,
  access: standing.accessId,
  identity: standing.identityId,
  metadata: standing.metadata,
});
