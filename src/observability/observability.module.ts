import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { DeviceStreamsModule } from '../devices/streams/device-streams.module.js';
import { DeviceCallsModule } from '../devices/calls/device-calls.module.js';
import { FederationModule } from '../federation/federation.module.js';
import { BookingMetrics } from './booking-metrics.js';
import { DatabaseMetrics } from './database-metrics.js';
import { DeviceMetrics } from './device-metrics.js';
import { KeySetMetrics } from './key-set-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { OBSERVATION, type Observation } from './observation.js';
import { StreamMetrics } from './stream-metrics.js';

/** Lets the rest of the application add to what is observed, and shows it. */
@Module({})
export class ObservabilityModule implements OnApplicationShutdown {
  constructor(@Inject(OBSERVATION) private readonly observation: Observation) {}

  static of(observation: Observation): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      imports: [FederationModule, BookingsModule, DeviceCallsModule, DeviceStreamsModule],
      controllers: [MetricsController],
      providers: [
        { provide: OBSERVATION, useValue: observation },
        DatabaseMetrics,
        KeySetMetrics,
        BookingMetrics,
        DeviceMetrics,
        StreamMetrics,
      ],
      exports: [OBSERVATION],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.observation.settled();
  }
}
