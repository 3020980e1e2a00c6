import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { OBSERVATION, type Observation } from '../observability/observation.js';
import { SecurityTokens } from '../devices/security-tokens/security-tokens.js';
import { MintedTokens } from '../minted-tokens/proof/minted-tokens.js';
import { SignedSearchTokens } from '../signed-search/signed-search-tokens.js';
import { BearerTokens } from './bearer-tokens.js';

/** How often a token needed no second verification. */
@Injectable()
export class TokenCacheMetrics {
  constructor(
    @Inject(OBSERVATION) { registry }: Observation,
    @Inject(BearerTokens) bearers: BearerTokens,
    @Inject(SignedSearchTokens) signedSearches: SignedSearchTokens,
    @Inject(SecurityTokens) securityTokens: SecurityTokens,
    @Inject(MintedTokens) mintedTokens: MintedTokens,
  ) {
    const registers = [registry];
    const caches = [
      ['jwt', bearers.remembered],
      ['signed_search', signedSearches.remembered],
      ['security_token', securityTokens.remembered],
      ['minted_token', mintedTokens.remembered],
    ] as const;
    const lookups = new Counter({
      name: 'countersign_token_cache_lookups_total',
      help: 'Tokens by kind that were remembered as verified (hit) or had to be verified (miss).',
      labelNames: ['kind', 'result'],
      registers,
      collect() {
        this.reset();
        for (const [kind, { hits, misses }] of caches) {
          lookups.inc({ kind, result: 'hit' }, hits);
          lookups.inc({ kind, result: 'miss' }, misses);
        }
      },
    });
    new Gauge({
      name: 'countersign_token_cache_entries',
      help: 'Verified tokens that are remembered, by kind.',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, { size }] of caches) this.set({ kind }, size);
      },
    });
  }
}
