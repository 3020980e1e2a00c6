import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { DueLoop, type DueLoopOptions } from '../common/due-loop.js';
import { systemTimers } from '../common/timers.js';

/** A loop that runs while a server does; commands leave it to the server. Shutting down waits for the running round, though not for ever. */
export abstract class WhileServing implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: DueLoop;

  protected constructor(
    private readonly host: HttpAdapterHost,
    options: Omit<DueLoopOptions, 'timers'>,
  ) {
    this.loop = new DueLoop({ ...options, timers: systemTimers });
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
