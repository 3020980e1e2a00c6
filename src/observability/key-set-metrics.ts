import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { KeySetEvents } from '../federation/key-set-events.js';
import type { FetchEvent, KeySetObserver, StaleUseEvent } from '../federation/key-sets/key-set-observer.js';
import { KeySetStore } from '../federation/key-sets/key-set-store.js';
import { BoundedLabels } from './bounded-labels.js';
import { OBSERVATION, type Observation } from './observation.js';

const mostConfigurations = 500;
const succeeded: ReadonlySet<FetchEvent['result']> = new Set(['changed', 'unchanged', 'not_modified']);

/** Counts what happens to key sets, and writes down what an operator must look after. */
@Injectable()
export class KeySetMetrics implements KeySetObserver {
  private readonly labels = new BoundedLabels(mostConfigurations);
  private readonly fetches: Counter<'configuration' | 'result'>;
  private readonly staleUses: Counter<'configuration'>;

  constructor(
    @Inject(OBSERVATION) private readonly observation: Observation,
    @Inject(KeySetEvents) events: KeySetEvents,
    @Inject(KeySetStore) private readonly store: KeySetStore,
  ) {
    const registers = [observation.registry];
    this.fetches = new Counter({
      name: 'countersign_jwks_fetches_total',
      help: 'Fetches of JWK Sets by configuration and result.',
      labelNames: ['configuration', 'result'],
      registers,
    });
    this.staleUses = new Counter({
      name: 'countersign_jwks_stale_uses_total',
      help: 'Uses of a JWK Set past its time, because it could not be fetched again.',
      labelNames: ['configuration'],
      registers,
    });
    this.watchAges();
    events.add(this);
  }

  fetched({ tenantId, configurationId, result, cause, durationMs }: FetchEvent): void {
    this.fetches.inc({ configuration: this.labels.of(configurationId), result });
    const facts = {
      tenant_id: tenantId,
      configuration_id: configurationId,
      result,
      cause,
      duration_ms: durationMs,
    };
    if (!succeeded.has(result)) this.observation.log.warn(facts, 'key set not fetched');
    else if (result === 'changed') this.observation.log.info(facts, 'key set changed');
    else this.observation.log.debug(facts, 'key set confirmed');
  }

  usedPastItsTime({ tenantId, configurationId, pastItsTimeMs, reason, first }: StaleUseEvent): void {
    this.staleUses.inc({ configuration: this.labels.of(configurationId) });
    if (!first) return;
    this.observation.log.warn(
      {
        tenant_id: tenantId,
        configuration_id: configurationId,
        past_its_time_ms: pastItsTimeMs,
        result: reason,
      },
      'key set used past its time',
    );
  }

  private watchAges(): void {
    const { store, labels } = this;
    new Gauge({
      name: 'countersign_jwks_age_seconds',
      aggregator: 'max',
      help: 'Since the issuer last confirmed the JWK Set that is held; of those beyond the first 500 configurations the oldest.',
      labelNames: ['configuration'],
      registers: [this.observation.registry],
      collect() {
        this.reset();
        let oldestOther = -1;
        for (const { configurationId, ageMs } of store.descriptions()) {
          if (ageMs === undefined) continue;
          const configuration = labels.of(configurationId);
          if (configuration === 'other') oldestOther = Math.max(oldestOther, ageMs);
          else this.set({ configuration }, ageMs / 1000);
        }
        if (oldestOther >= 0) this.set({ configuration: 'other' }, oldestOther / 1000);
      },
    });
  }
}
