import { collectDefaultMetrics, Registry } from 'prom-client';
import type { LogLevel } from '../config/configuration.js';
import { makeLog, type Log } from './log.js';
import type { LogSink } from './log-sink.js';
import { RequestMetrics } from './request-metrics.js';
import { Traffic } from './traffic.js';
import { MetricsText } from './worker-metrics.js';

export const OBSERVATION = Symbol('OBSERVATION');

/** What sees an application from its first request on; made before the application, and one for each. */
export interface Observation {
  readonly log: Log;
  /** Writes buffered lines at once. */
  readonly flush: () => void;
  /** Resolves when what is buffered is written, or cannot be. */
  readonly settled: () => Promise<void>;
  readonly registry: Registry;
  /** What `GET /metrics` shows. */
  readonly metrics: MetricsText;
  readonly traffic: Traffic;
}

export function makeObservation(
  { logLevel }: { readonly logLevel: LogLevel },
  sink?: () => LogSink,
): Observation {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { log, writeLine, flush, settled } = makeLog(logLevel, sink);
  const metrics = new MetricsText(registry);
  return {
    log,
    flush,
    settled,
    registry,
    metrics,
    traffic: new Traffic(log, writeLine, new RequestMetrics(registry)),
  };
}
