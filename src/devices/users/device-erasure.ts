import { Inject, Injectable } from '@nestjs/common';
import type { WriteTransaction } from '../../database/access.js';
import { AccessesRepository } from '../accesses.repository.js';
import { Detachments } from '../detachments.service.js';
import { DevicesRepository } from '../devices.repository.js';
import { DeviceUsersRepository, type UserPlace } from './device-users.repository.js';
import { ErasedIdentitiesRepository } from './erased-identities.repository.js';

/** Ids in one statement. */
const atOnce = 1000;

/** Takes a person out of device access: their devices, every access of theirs, and the identities that no other device has. */
@Injectable()
export class DeviceErasure {
  constructor(
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(AccessesRepository) private readonly accesses: AccessesRepository,
    @Inject(ErasedIdentitiesRepository) private readonly identities: ErasedIdentitiesRepository,
    @Inject(Detachments) private readonly detachments: Detachments,
  ) {}

  /** Answers whether there was such a person. Their open devices are told as if they were detached. */
  async erase(transaction: WriteTransaction, place: UserPlace): Promise<boolean> {
    const { tenantId } = place;
    const user = await this.users.findLocked(transaction, place);
    if (user === null) return false;
    const rows = { tenantId, userId: user.id };
    const devices = await this.devices.findOfUserLocked(transaction, rows);
    const identities = await this.identities.findLocked(transaction, rows);
    await this.accesses.deleteOfUser(transaction, rows);
    await this.accesses.deleteOfDevices(transaction, rows);
    await this.devices.deleteOfUser(transaction, rows);
    for (let from = 0; from < identities.length; from += atOnce)
      await this.eraseUnused(transaction, tenantId, identities.slice(from, from + atOnce));
    await this.users.delete(transaction, user);
    const attached = devices.filter(({ status }) => status === 'attached').map(({ id }) => id);
    await this.detachments.announce(transaction, tenantId, attached);
    return true;
  }

  private async eraseUnused(
    transaction: WriteTransaction,
    tenantId: string,
    identities: readonly string[],
  ): Promise<void> {
    const unused = await this.identities.findUnused(transaction, tenantId, identities);
    if (unused.length === 0) return;
    await this.accesses.deleteOfIdentities(transaction, tenantId, unused);
    await this.identities.delete(transaction, tenantId, unused);
  }
}
