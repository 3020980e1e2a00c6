import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../common/clock.js';
import { systemTimers } from '../common/timers.js';
import { DueBookings } from './due-bookings.service.js';
import { DueLoop } from './due-loop.js';

/** Lets what is due happen while a server runs; commands leave it to the server. Shutting down waits for the running round, though not for ever. */
@Injectable()
export class DueScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DueScheduler.name);
  private readonly loop: DueLoop;

  constructor(
    @Inject(DueBookings) due: DueBookings,
    @Inject(Clock) clock: Clock,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    this.loop = new DueLoop({
      round: () => due.round(),
      failed: (error) => this.logger.warn('what is due could not be looked for', error),
      timers: systemTimers,
      nowMs: () => clock.nowMs(),
    });
  }

  onApplicationBootstrap(): void {
    // Commands run without a server: their context has no adapter, whatever its type says.
    const adapter = this.host.httpAdapter as unknown;
    if (adapter !== undefined && adapter !== null) this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
