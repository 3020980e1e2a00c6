import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { TransitionCounts } from '../bookings/transition-counts.js';
import { OBSERVATION, type Observation } from './observation.js';

/** What became of bookings. */
@Injectable()
export class BookingMetrics {
  constructor(
    @Inject(OBSERVATION) { registry }: Observation,
    @Inject(TransitionCounts) transitions: TransitionCounts,
  ) {
    const counter = new Counter({
      name: 'countersign_booking_transitions_total',
      help: 'Steps that bookings took, by graph and action; the first is the one that created them.',
      labelNames: ['graph', 'action'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { graph, action, count } of transitions.all()) counter.inc({ graph, action }, count);
      },
    });
  }
}
