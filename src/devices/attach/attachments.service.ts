import { Inject, Injectable } from '@nestjs/common';
import { Turns } from '../../common/turns.js';
import type { WriteTransaction } from '../../database/access.js';
import { Database } from '../../database/database.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { Detachments } from '../detachments.service.js';
import { idleBefore } from '../idle-before.js';
import { DeviceUsersRepository } from '../users/device-users.repository.js';
import type { AttachWish, DeviceStanding, Visit } from './attach-wish.js';
import { AttachWriting } from './attach-writing.service.js';
import { KnownAttach } from './known-attach.service.js';

type Answering<Answer> = (transaction: WriteTransaction, standing: DeviceStanding) => Promise<Answer>;

/**
 * Attaches devices to users within their limit (contract 4, "Limits"). All changes of one user's devices wait for each other, so that
 * the limit holds however many come at once. What is refused leaves nothing behind.
 */
@Injectable()
export class Attachments {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KnownAttach) private readonly known: KnownAttach,
    @Inject(AttachWriting) private readonly writing: AttachWriting,
    @Inject(Turns) private readonly turns: Turns,
    @Inject(DeviceUsersRepository) private readonly users: DeviceUsersRepository,
    @Inject(Detachments) private readonly detachments: Detachments,
  ) {}

  /** Throws `user_suspended` or `device_limit_exceeded` where the tenant has the server refuse. */
  async attach(caller: DeviceCaller, wish: AttachWish, visit: Visit): Promise<DeviceStanding> {
    return (
      (await this.known.attach(caller, wish, visit)) ??
      this.attachAnd(caller, wish, visit, async (_, standing) => standing)
    );
  }

  /** As {@link attach}, with `answer` within the transaction that attaches. */
  attachAnd<Answer>(
    caller: DeviceCaller,
    wish: AttachWish,
    visit: Visit,
    answer: Answering<Answer>,
  ): Promise<Answer> {
    // Many devices of one user at once hold one connection, not all of the pool.
    return this.turns.run([`${caller.tenant.id} ${wish.user}`], {
      work: async () => {
        await this.detachIdle(caller, wish, visit);
        return this.database.write(async (transaction) =>
          answer(transaction, await this.writing.attach(transaction, caller, wish, visit)),
        );
      },
    });
  }

  private async detachIdle({ tenant }: DeviceCaller, { user }: AttachWish, { nowMs }: Visit): Promise<void> {
    const before = idleBefore(tenant.settings, nowMs);
    if (before === null) return;
    await this.database.write(async (transaction) => {
      const row = await this.users.findLocked(transaction, { tenantId: tenant.id, externalId: user });
      if (row === null) return;
      await this.detachments.detachIdle(
        transaction,
        { tenantId: tenant.id, userId: row.id },
        { before, at: nowMs },
      );
    });
  }
}
