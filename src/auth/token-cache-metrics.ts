import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { OBSERVATION, type Observation } from '../observability/observation.js';
import { BearerTokens } from './bearer-tokens.js';

/** How often a token needed no second verification. */
@Injectable()
export class TokenCacheMetrics {
  constructor(
    @Inject(OBSERVATION) { registry }: Observation,
    @Inject(BearerTokens) { remembered }: BearerTokens,
  ) {
    const registers = [registry];
    const lookups = new Counter({
      name: 'countersign_token_cache_lookups_total',
      help: 'Bearer tokens that were remembered as verified (hit) or had to be verified (miss).',
      labelNames: ['result'],
      registers,
      collect() {
        this.reset();
        lookups.inc({ result: 'hit' }, remembered.hits);
        lookups.inc({ result: 'miss' }, remembered.misses);
      },
    });
    new Gauge({
      name: 'countersign_token_cache_entries',
      help: 'Verified tokens that are remembered.',
      registers,
      collect() {
        this.set(remembered.size);
      },
    });
  }
}
