import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed, type Change } from '../../database/change-feed.js';
import { Database } from '../../database/database.js';
import { DeviceStreamsRepository } from './device-streams.repository.js';
import { DeviceStreams, heartbeatSeconds } from './device-streams.service.js';
import { DoubtedDevices } from './doubted-devices.js';
import { StreamProofs } from './stream-proofs.service.js';
import { endsProof, wasDetachedSince } from './stream-rules.js';

const everyMs = 1_000;
/** Rows of one query. */
const batch = 500;

/**
 * Ends the streams of devices that were detached anywhere, and those whose proof has ended. What is heard is only ever a
 * reason to look at the rows: an echo logs nobody out, and after a gap in hearing everything is looked at once. While the
 * database is away it is tried again each second.
 */
@Injectable()
export class StreamWatch implements OnModuleDestroy {
  private readonly logger = new Logger(StreamWatch.name);
  private readonly doubted = new DoubtedDevices();
  private areProofsDoubted = false;
  private isLooking = false;
  private isFailing = false;
  private seconds = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ChangeFeed) feed: ChangeFeed,
    @Inject(Database) private readonly database: Database,
    @Inject(DeviceStreamsRepository) private readonly devices: DeviceStreamsRepository,
    @Inject(StreamProofs) private readonly proofs: StreamProofs,
    @Inject(DeviceStreams) private readonly streams: DeviceStreams,
  ) {
    feed.subscribe((change) => this.heard(change));
  }

  /** One timer for all streams, from the first of them on. */
  start(): void {
    this.timer ??= setInterval(() => this.tick(), everyMs).unref();
  }

  tick(): void {
    this.streams.tick();
    this.seconds += 1;
    if (this.seconds % heartbeatSeconds === 0) this.areProofsDoubted = true;
    void this.look();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.streams.close();
  }

  private heard(change: Change | 'anything'): void {
    const { held } = this.streams;
    if (held.size === 0) return;
    if (change === 'anything') {
      for (const [tenantId, ids] of held.devices()) this.doubt(tenantId, ids);
      this.areProofsDoubted = true;
    } else if (change.topic === 'device') {
      if (!held.has(change.tenantId, change.subject)) return;
      this.doubt(change.tenantId, [change.subject]);
    } else {
      for (const stream of held.all(change.tenantId))
        if (endsProof(change, stream)) this.streams.end(stream, 'proof_changed');
    }
    void this.look();
  }

  private doubt(tenantId: string, ids: readonly string[]): void {
    this.doubted.add(tenantId, ids);
    for (const id of ids) for (const stream of this.streams.held.of(tenantId, id)) stream.isDoubted = true;
  }

  /** One look at a time: the one that runs takes with it what is doubted meanwhile. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      // Nothing is awaited between the last look and the end of looking.
      for (;;) {
        const some = this.doubted.take(batch);
        if (some !== null) await this.lookAtDevices(some.tenantId, some.ids);
        else if (this.areProofsDoubted) await this.lookAtProofs();
        else break;
      }
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.warn('event streams could not be looked after', error);
      this.isFailing = true;
    } finally {
      this.isLooking = false;
    }
  }

  private async lookAtDevices(tenantId: string, ids: readonly string[]): Promise<void> {
    try {
      const rows = await this.database.read((access) => this.devices.findAttachments(access, tenantId, ids));
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const id of ids)
        for (const stream of this.streams.held.of(tenantId, id)) {
          const { attachedAt } = stream;
          if (attachedAt !== null && wasDetachedSince(attachedAt, byId.get(id)))
            this.streams.end(stream, 'logout');
        }
    } catch (error) {
      this.doubted.add(tenantId, ids);
      throw error;
    }
  }

  private async lookAtProofs(): Promise<void> {
    this.areProofsDoubted = false;
    try {
      for (const stream of await this.proofs.outdated(this.streams.held.all()))
        this.streams.end(stream, 'proof_changed');
    } catch (error) {
      this.areProofsDoubted = true;
      throw error;
    }
  }
}
