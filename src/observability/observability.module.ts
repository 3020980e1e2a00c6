import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { FederationModule } from '../federation/federation.module.js';
import { DatabaseMetrics } from './database-metrics.js';
import { KeySetMetrics } from './key-set-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { OBSERVATION, type Observation } from './observation.js';

/** Lets the rest of the application add to what is observed, and shows it. */
@Module({})
export class ObservabilityModule implements OnApplicationShutdown {
  constructor(@Inject(OBSERVATION) private readonly observation: Observation) {}

  static of(observation: Observation): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      imports: [FederationModule],
      controllers: [MetricsController],
      providers: [{ provide: OBSERVATION, useValue: observation }, DatabaseMetrics, KeySetMetrics],
      exports: [OBSERVATION],
    };
  }

  onApplicationShutdown(): void {
    this.observation.flush();
  }
}
