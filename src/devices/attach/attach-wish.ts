import type { Zone } from '../../common/zone.js';
import type { DeviceInfo } from '../device-info.js';
import type { Metadata } from '../device-metadata.js';
import type { Signals } from '../identities/signals.js';

/** What a client asks as it attaches its device (contract 4, "Calls"). */
export interface AttachWish {
  /** The merchant's user id. */
  readonly user: string;
  /** The device that the client was told it is; any text. */
  readonly deviceId: string | null;
  /** The identity that it was told it has; any text. */
  readonly identity: string | null;
  readonly signals: Signals;
  readonly metadata: Metadata;
  /** `limit_config.overall_limit`. */
  readonly overallLimit: number | null;
}

/** What the request tells besides. */
export interface Visit {
  /** As `addressDigest` makes it. */
  readonly address: string;
  /** Read when it is needed: reading a user agent takes a while. */
  readonly info: () => DeviceInfo;
  readonly nowMs: number;
  /** Of the times in the answer. */
  readonly zone: Zone;
}

/** How a device stands after a call. */
export interface DeviceStanding {
  readonly deviceId: string;
  readonly identityId: string | null;
  readonly metadata: Metadata;
  readonly attachedDevices: number;
  readonly exceeded: boolean;
  readonly suspended: boolean;
  readonly isNew: boolean;
  /** Null where the call attached nothing. */
  readonly accessId: string | null;
}
