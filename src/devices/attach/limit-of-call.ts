import type { DeviceCaller } from '../calls/device-caller.js';
import { isSigned } from '../calls/signed-caller.js';
import { limitOf } from './attach-decision.js';
import type { AttachWish } from './attach-wish.js';

/** How many devices the user of this call may have attached; null: there is no limit. */
export const limitOfCall = (caller: DeviceCaller, { overallLimit }: AttachWish): number | null =>
  limitOf({
    standard: caller.tenant.settings.device_limit,
    asked: overallLimit,
    signed: isSigned(caller),
  });
