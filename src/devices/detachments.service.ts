import { Inject, Injectable } from '@nestjs/common';
import type { ProvenCredential } from '../access/principal.js';
import type { WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { DevicesRepository, type Detachment, type UserRows } from './devices.repository.js';

/** Who detached a device, as its row keeps it. */
export const detachedBy = ({ kind, id, fingerprint }: ProvenCredential): string =>
  [kind, id, fingerprint].filter((part) => part !== null).join(' ');

/** Detaches devices, and tells every node that they are, so that they learn of it. The transaction holds their user's row. */
@Injectable()
export class Detachments {
  constructor(
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** Devices that are attached as the transaction holds their user. */
  async detach(
    transaction: WriteTransaction,
    tenantId: string,
    ids: readonly string[],
    how: Detachment,
  ): Promise<void> {
    if (ids.length === 0) return;
    await this.devices.detach(transaction, tenantId, ids, how);
    await this.announce(transaction, tenantId, ids);
  }

  /** Detaches what nobody has seen since `before`. */
  async detachIdle(
    transaction: WriteTransaction,
    user: UserRows,
    { before, at }: { readonly before: number; readonly at: number },
  ): Promise<void> {
    const gone = await this.devices.detachIdle(transaction, user, before, at);
    if (gone.length > 0) await this.announce(transaction, user.tenantId, gone);
  }

  /** Says of devices that they are attached no more. */
  async announce(transaction: WriteTransaction, tenantId: string, ids: readonly string[]): Promise<void> {
    await this.feed.announceAll(
      transaction,
      ids.map((subject) => ({ topic: 'device', tenantId, subject }) as const),
    );
  }
}
