import { Inject, Injectable } from '@nestjs/common';
import { SharedRuns } from '../../common/shared-runs.js';
import { Database } from '../../database/database.js';
import { AccessesRepository, type DeviceAccess } from '../accesses.repository.js';
import { seenEveryMs } from '../seen-every.js';
import { SeenDevicesRepository } from './seen-devices.repository.js';

interface Waiting {
  readonly access: DeviceAccess;
  readonly isSeenAnew: boolean;
}

/**
 * Writes the accesses of devices that are known. Those of one moment share one statement and one commit, which is most of what
 * a small write costs; each is answered when that commit stands.
 */
@Injectable()
export class AccessWrites {
  private waiting: Waiting[] = [];
  private readonly runs = new SharedRuns<ReadonlySet<string>>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AccessesRepository) private readonly accesses: AccessesRepository,
    @Inject(SeenDevicesRepository) private readonly seen: SeenDevicesRepository,
  ) {}

  /** False where the device is attached no more, or gone: then nothing is written. `lastSeenAt` is what its row says. */
  async write(access: DeviceAccess, lastSeenAt: number): Promise<boolean> {
    this.waiting.push({ access, isSeenAnew: access.createdAt - lastSeenAt >= seenEveryMs });
    const written = await this.runs.share('accesses', () => this.writeWaiting());
    return written.has(access.id);
  }

  private writeWaiting(): Promise<ReadonlySet<string>> {
    const waiting = this.waiting;
    this.waiting = [];
    const accesses = waiting.map(({ access }) => access);
    const seenAnew = waiting.filter(({ isSeenAnew }) => isSeenAnew).map(({ access }) => access);
    return this.database.write(async (transaction) => {
      const written = await this.accesses.insertWhereAttached(transaction, accesses);
      if (seenAnew.length > 0) await this.seen.mark(transaction, seenAnew);
      return written;
    });
  }
}
