import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../../common/clock.js';
import { WhileServing } from '../../http/while-serving.js';
import { DueBookings } from './due-bookings.service.js';

const logger = new Logger('DueScheduler');

/** Lets what is due happen while a server runs. */
@Injectable()
export class DueScheduler extends WhileServing {
  constructor(
    @Inject(DueBookings) due: DueBookings,
    @Inject(Clock) clock: Clock,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    super(host, {
      round: () => due.round(),
      failed: (error) => logger.warn('what is due could not be looked for', error),
      nowMs: () => clock.nowMs(),
    });
  }
}
