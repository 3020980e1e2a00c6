import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { DueBookings } from '../bookings/due/due-bookings.service.js';
import { TransitionCounts } from '../bookings/actions/transition-counts.js';
import { OBSERVATION, type Observation } from './observation.js';

/** What became of bookings. */
@Injectable()
export class BookingMetrics {
  constructor(
    @Inject(OBSERVATION) { registry }: Observation,
    @Inject(TransitionCounts) transitions: TransitionCounts,
    @Inject(DueBookings) due: DueBookings,
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
    new Gauge({
      name: 'countersign_booking_due_lag_seconds',
      aggregator: 'max',
      help: 'How long the booking that waits longest for what happens by itself has been due; 0 where none waits.',
      registers: [registry],
      collect() {
        this.set(due.lagMs / 1000);
      },
    });
  }
}
