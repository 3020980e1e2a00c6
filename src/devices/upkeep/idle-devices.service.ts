import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { TenantWalk, type WalkedTenant } from '../../tenants/tenant-walk.js';
import { Detachments } from '../detachments.service.js';
import { idleBefore } from '../idle-before.js';
import { IdleDevicesRepository } from './idle-devices.repository.js';

/** Devices of one round: the transaction that detaches them is short, and requests come in between two rounds. */
const batch = 100;

/** Devices that nobody has seen for the tenant's `auto_detach_days` detach by themselves (contract 4, "Limits"), and learn of it. */
@Injectable()
export class IdleDevices {
  private readonly walk: TenantWalk;
  private current: WalkedTenant | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(IdleDevicesRepository) private readonly idle: IdleDevicesRepository,
    @Inject(Detachments) private readonly detachments: Detachments,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.walk = new TenantWalk(database);
  }

  /** Some of one tenant's. However many nodes do so at once, each device is detached once. Answers whether there is more to do at once. */
  async round(): Promise<boolean> {
    // A tenant whose round fails is left for the next walk, so that it does not hold up the others.
    const tenant = this.current ?? (await this.nextWithIdle());
    this.current = null;
    if (tenant === null) return false;
    if ((await this.detachSome(tenant)) > 0) this.current = tenant;
    return true;
  }

  private async nextWithIdle(): Promise<WalkedTenant | null> {
    for (;;) {
      const tenant = await this.walk.next();
      if (tenant === null || tenant.settings.auto_detach_days !== null) return tenant;
    }
  }

  /** Answers of how many users. */
  private async detachSome({ id: tenantId, settings }: WalkedTenant): Promise<number> {
    const at = this.clock.nowMs();
    const before = idleBefore(settings, at);
    if (before === null) return 0;
    const users = await this.database.read((access) => this.idle.findUsers(access, tenantId, before, batch));
    if (users.length === 0) return 0;
    return this.database.write(async (transaction) => {
      const held = await this.idle.lockUsers(transaction, tenantId, users);
      for (const userId of held)
        await this.detachments.detachIdle(transaction, { tenantId, userId }, { before, at });
      return held.length;
    });
  }
}
