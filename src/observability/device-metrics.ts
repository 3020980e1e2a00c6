import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DeviceCalls } from '../devices/calls/device-calls.js';
import { OBSERVATION, type Observation } from './observation.js';

/** What clients called, and whether they could prove for whom. */
@Injectable()
export class DeviceMetrics {
  constructor(@Inject(OBSERVATION) { registry }: Observation, @Inject(DeviceCalls) calls: DeviceCalls) {
    const counter = new Counter({
      name: 'countersign_device_calls_total',
      help: 'Calls about devices that were answered with success, by what was called and whether it was signed.',
      labelNames: ['call', 'signed'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { call, signed, count } of calls.all()) counter.inc({ call, signed: `${signed}` }, count);
      },
    });
  }
}
