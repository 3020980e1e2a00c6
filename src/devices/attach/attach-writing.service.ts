import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { invalid, type Problem } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { AccessesRepository } from '../accesses.repository.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { mergedMetadata, type Metadata } from '../device-metadata.js';
import type { Device } from '../device.entity.js';
import { DevicesRepository, type UserRows } from '../devices.repository.js';
import { IdentityMatches, type MatchedIdentity } from '../identities/identity-matches.service.js';
import { showDevice } from '../shown-device.js';
import { DeviceUsersRepository } from '../users/device-users.repository.js';
import { attachAccess } from './attach-access.js';
import { decideAttach } from './attach-decision.js';
import { limitExceeded, userSuspended } from './attach-refusal.js';
import type { AttachWish, DeviceStanding, Visit } from './attach-wish.js';
import { AttachedDevices } from './attached-devices.service.js';
import { countedUpTo } from './counted-devices.js';
import { DeviceChoice, type ChosenDevice } from './device-choice.service.js';
import { limitOfCall } from './limit-of-call.js';

/** The part of attaching that happens while the user's row is held. */
@Injectable()
export class AttachWriting {
  constructor(
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(IdentityMatches) private readonly identities: IdentityMatches,
    @Inject(DeviceChoice) private readonly choice: DeviceChoice,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(AttachedDevices) private readonly attached: AttachedDevices,
    @Inject(AccessesRepository) private readonly accesses: AccessesRepository,
  ) {}

  /** Throws where it is refused: the transaction then keeps nothing. */
  async attach(
    transaction: WriteTransaction,
    caller: DeviceCaller,
    wish: AttachWish,
    visit: Visit,
  ): Promise<DeviceStanding> {
    const { id: tenantId, settings } = caller.tenant;
    const place = { tenantId, externalId: wish.user };
    const { id: userId, suspended } = await this.users.makeLocked(transaction, place, visit.nowMs);
    const user = { tenantId, userId };
    const match = await this.identities.resolve(transaction, tenantId, {
      signals: wish.signals,
      named: wish.identity,
      address: visit.address,
      nowMs: visit.nowMs,
    });
    const chosen = await this.choice.choose(transaction, user, { deviceId: wish.deviceId, match });
    const limit = limitOfCall(caller, wish);
    const decision = decideAttach({
      device: chosen.device?.status ?? 'new',
      attachedBefore: await this.devices.countAttached(transaction, user, countedUpTo(limit)),
      limit,
      blocks: settings.block_over_usage,
      suspended,
    });
    if ('refused' in decision)
      throw decision.refused === 'user_suspended'
        ? userSuspended()
        : await this.limitExceeded(transaction, caller, { user: wish.user, limit, zone: visit.zone });
    const device = await this.write(transaction, user, chosen, { match, given: wish.metadata, visit });
    const access = attachAccess(caller, visit, { ...device, confidence: match.confidence });
    transaction.lastly(this.accesses.insertion(access));
    return {
      deviceId: device.id,
      identityId: match.identityId,
      metadata: device.metadata,
      attachedDevices: decision.ok.attachedDevices,
      exceeded: decision.ok.exceeded,
      suspended,
      isNew: chosen.device === null,
      accessId: access.id,
    };
  }

  /** The device as it is from now on: made, revived, or with what has changed about it. */
  private async write(
    transaction: WriteTransaction,
    { tenantId, userId }: UserRows,
    { device, installationId }: ChosenDevice,
    call: { readonly match: MatchedIdentity; readonly given: Metadata; readonly visit: Visit },
  ): Promise<Device> {
    const { match, given, visit } = call;
    const merged = mergedMetadata(device?.metadata ?? {}, given);
    if ('refused' in merged) throw invalid('metadata', 'must leave the device with at most 50 names');
    const now = visit.nowMs;
    const seen = {
      ...match,
      info: visit.info(),
      metadata: merged.ok,
      lastSeenAt: Math.max(now, device?.lastSeenAt ?? 0),
    };
    if (device !== null) {
      const changed = device.status === 'attached' ? seen : { ...seen, ...attachedFrom(now) };
      await this.devices.update(transaction, device, changed);
      return { ...device, ...changed };
    }
    const made = { tenantId, id: newId(), userId, installationId, createdAt: now };
    const row = { ...made, ...seen, ...attachedFrom(now) };
    await this.devices.insert(transaction, row);
    return row;
  }

  private async limitExceeded(
    access: ReadAccess,
    { tenant, kind }: DeviceCaller,
    { user, limit, zone }: { readonly user: string; readonly limit: number | null; readonly zone: Zone },
  ): Promise<Problem> {
    const attached = await this.attached.within(access, { tenantId: tenant.id, externalId: user });
    return limitExceeded(
      limit,
      attached.map((row) => showDevice(row, { isApp: kind === 'app', zone })),
    );
  }
}

const attachedFrom = (now: number) =>
  ({ status: 'attached', attachedAt: now, detachedAt: null, detachedBy: null }) as const;
