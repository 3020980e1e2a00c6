import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../../common/clock.js';
import { hourMs, minuteMs } from '../../common/time-spans.js';
import { WhileServing } from '../../http/while-serving.js';
import { IdleDevices } from './idle-devices.service.js';
import { Pruning } from './pruning.service.js';

const logger = new Logger('DeviceUpkeep');

/** Between two walks through all tenants. */
const idleEveryMs = minuteMs;
const pruneEveryMs = hourMs;

/** Lets idle devices detach while a server runs, within a minute of the end of their days. */
@Injectable()
export class IdleDevicesLoop extends WhileServing {
  constructor(
    @Inject(IdleDevices) idle: IdleDevices,
    @Inject(Clock) clock: Clock,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    super(host, {
      round: () => idle.round(),
      failed: (error) => logger.warn('idle devices could not be detached', error),
      nowMs: () => clock.nowMs(),
      everyMs: idleEveryMs,
    });
  }
}

/** Removes what is no longer kept while a server runs, each hour. */
@Injectable()
export class PruningLoop extends WhileServing {
  constructor(
    @Inject(Pruning) pruning: Pruning,
    @Inject(Clock) clock: Clock,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    super(host, {
      round: () => pruning.round(),
      failed: (error) => logger.warn('old accesses could not be removed', error),
      nowMs: () => clock.nowMs(),
      everyMs: pruneEveryMs,
    });
  }
}
