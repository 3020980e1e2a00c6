import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { DeviceStreams } from '../devices/streams/device-streams.service.js';
import { OBSERVATION, type Observation } from './observation.js';

/** Who listens for the logout of a device, and how it ended. */
@Injectable()
export class StreamMetrics {
  constructor(@Inject(OBSERVATION) { registry }: Observation, @Inject(DeviceStreams) streams: DeviceStreams) {
    const registers = [registry];
    new Gauge({
      name: 'countersign_event_streams',
      help: 'Event streams of devices that are open.',
      registers,
      collect() {
        this.set(streams.open);
      },
    });
    const counter = new Counter({
      name: 'countersign_event_streams_ended_total',
      help: 'Event streams of devices that ended, by reason.',
      labelNames: ['reason'],
      registers,
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(streams.ended)) counter.inc({ reason }, count);
      },
    });
  }
}
