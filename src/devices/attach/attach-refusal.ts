import { Problem } from '../../common/problem.js';
import type { ShownDevice } from '../shown-device.js';

/** The merchant has suspended the user, and has the server refuse. */
export const userSuspended = (): Problem =>
  new Problem('user_suspended', { detail: 'The user is suspended and may attach no device.' });

/** One device more would be too many, and the merchant has the server refuse. The client may offer to detach one of those named. */
export const limitExceeded = (limit: number | null, attached: readonly ShownDevice[]): Problem =>
  new Problem('device_limit_exceeded', {
    detail: `The user has as many devices attached as are allowed (${limit}). Detach one first.`,
    members: { attached_devices: attached, device_limit: limit },
  });
