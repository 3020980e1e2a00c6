import type { Decision } from '../../common/decision.js';

export interface AttachFacts {
  /** How the device stands to the user before the call. */
  readonly device: 'attached' | 'detached' | 'new';
  /** Devices that the user has attached before the call. */
  readonly attachedBefore: number;
  /** Null: there is none. */
  readonly limit: number | null;
  /** The tenant's `block_over_usage`. */
  readonly blocks: boolean;
  readonly suspended: boolean;
}

export interface AttachOutcome {
  /** Whether the call adds a device to those attached; one that is attached already does not count twice. */
  readonly adds: boolean;
  readonly attachedDevices: number;
  readonly exceeded: boolean;
}

/**
 * May this device be attached (contract 4, "Limits")? Without `block_over_usage` always: the client learns that the limit is
 * exceeded and decides. With it, a suspended user attaches nothing, and nobody adds a device beyond the limit; what is
 * attached already stays, also where the limit was lowered since.
 */
export function decideAttach({
  device,
  attachedBefore,
  limit,
  blocks,
  suspended,
}: AttachFacts): Decision<AttachOutcome, 'user_suspended' | 'device_limit_exceeded'> {
  if (suspended && blocks) return { refused: 'user_suspended' };
  const adds = device !== 'attached';
  const attachedDevices = attachedBefore + (adds ? 1 : 0);
  const exceeded = isExceeded(attachedDevices, limit);
  if (adds && exceeded && blocks) return { refused: 'device_limit_exceeded' };
  return { ok: { adds, attachedDevices, exceeded } };
}

export const isExceeded = (attachedDevices: number, limit: number | null): boolean =>
  limit !== null && attachedDevices > limit;

export interface LimitFacts {
  /** The tenant's `device_limit`. */
  readonly standard: number | null;
  /** `limit_config.overall_limit` of the call. */
  readonly asked: number | null;
  readonly signed: boolean;
}

/** The limit that holds for one call: an unsigned client could raise its own, so what it asks for is not heard. */
export const limitOf = ({ standard, asked, signed }: LimitFacts): number | null =>
  signed && asked !== null ? asked : standard;
