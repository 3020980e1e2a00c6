import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { holdsAlready } from '../device-metadata.js';
import { IdentityMatches } from '../identities/identity-matches.service.js';
import { idleBefore } from '../idle-before.js';
import { seenEveryMs } from '../seen-every.js';
import { AccessWrites } from './access-writes.service.js';
import { attachAccess } from './attach-access.js';
import { decideAttach } from './attach-decision.js';
import { userSuspended } from './attach-refusal.js';
import type { AttachWish, DeviceStanding, Visit } from './attach-wish.js';
import { countedUpTo } from './counted-devices.js';
import { KnownDevicesRepository, type KnownDevice } from './known-devices.repository.js';
import { limitOfCall } from './limit-of-call.js';

/**
 * Attaches a device that is attached already and has not changed: one question, one row written, and no lock, for nothing is
 * decided that another request could decide otherwise.
 */
@Injectable()
export class KnownAttach {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KnownDevicesRepository) private readonly known: KnownDevicesRepository,
    @Inject(IdentityMatches) private readonly identities: IdentityMatches,
    @Inject(AccessWrites) private readonly writes: AccessWrites,
  ) {}

  /** Null where there is more to it: then nothing is written. */
  async attach(caller: DeviceCaller, wish: AttachWish, visit: Visit): Promise<DeviceStanding | null> {
    const { tenant } = caller;
    const fingerprint = this.identities.fingerprintOf(tenant.id, wish.signals);
    const limit = limitOfCall(caller, wish);
    const question = {
      tenantId: tenant.id,
      externalId: wish.user,
      deviceId: wish.deviceId,
      fingerprint,
      idleBefore: idleBefore(tenant.settings, visit.nowMs),
      countedUpTo: countedUpTo(limit),
    };
    const device = await this.database.read((access) => this.known.find(access, question));
    if (device === null || !isUnchanged(device, fingerprint, wish, visit)) return null;
    const decision = decideAttach({
      device: 'attached',
      attachedBefore: device.attachedDevices,
      limit,
      blocks: tenant.settings.block_over_usage,
      suspended: device.suspended,
    });
    if ('refused' in decision) throw userSuspended();
    const access = attachAccess(caller, visit, device);
    if (!(await this.writes.write(access, device.lastSeenAt))) return null;
    return {
      deviceId: device.id,
      identityId: device.identityId,
      metadata: device.metadata,
      attachedDevices: device.attachedDevices,
      exceeded: decision.ok.exceeded,
      suspended: device.suspended,
      isNew: false,
      accessId: access.id,
    };
  }
}

/** Whether attaching it leaves its row as it is, being seen aside. */
function isUnchanged(
  device: KnownDevice,
  fingerprint: string,
  { identity, metadata }: AttachWish,
  { info, nowMs }: Visit,
): boolean {
  return (
    device.status === 'attached' &&
    device.idleDevices === 0 &&
    device.fingerprint === fingerprint &&
    (identity === null || identity === device.identityId) &&
    holdsAlready(device.metadata, metadata) &&
    // Looked at no more often than being seen is written, for a user agent takes a while to read.
    (nowMs - device.lastSeenAt < seenEveryMs || isDeepStrictEqual(info(), device.info))
  );
}
