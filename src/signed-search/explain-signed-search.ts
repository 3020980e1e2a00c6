import { Inject, Injectable } from '@nestjs/common';
import { splitSearch, type SearchPair } from '../common/search.js';
import { stepOfApiKeyToken, type ApiKeyTokenStep } from '../federation/api-key-token-steps.js';
import { describeTimes } from '../federation/describe-times.js';
import { walked, type WalkedProof } from '../federation/walked-steps.js';
import { timeRulesOf, type ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import { searchCovers } from './search-covers.js';
import { adviceOnSignedSearch, type SearchRefusal } from './signed-search-advice.js';
import {
  SignedSearchProof,
  type SignedSearchFacts,
  type SignedSearchProving,
  type SignedSearchRefusal,
} from './signed-search-proof.js';

type Step = ApiKeyTokenStep | 'ended' | 'search';

/** Walks through what the server would decide about a signed search, by asking what decides. */
@Injectable()
export class ExplainSignedSearch {
  constructor(@Inject(SignedSearchProof) private readonly proof: SignedSearchProof) {}

  /** `search`: the search that came with the token; left out, only the token is looked at. */
  async explain(token: string, search?: string): Promise<WalkedProof> {
    const proving = await this.proof.prove(token);
    const way = wayOf(token, proving);
    if ('refused' in proving)
      return walked(way, { step: stepOf(proving.refused), ...reasoned(proving.refused) });
    if (search === undefined) return walked(way, null);
    const { pairs } = proving.ok.claims;
    const cover = searchCovers(search, pairs);
    if ('ok' in cover) {
      const more = cover.ok.length - pairs.length;
      return walked([...way, ['search', () => `holds every signed pair, and ${more} more`]], null);
    }
    const told =
      'refused' in cover
        ? { ...reasoned(cover.refused), nearMisses: differences(search, pairs) }
        : {
            reason: 'search_invalid',
            publicCode: 'validation_failed',
            means: `The search ${cover.invalid}.`,
            todo: 'Write it as FIELD:VALUE;FIELD:VALUE, each field once.',
          };
    return walked(way, { step: 'search', ...told });
  }
}

const reasoned = (reason: SignedSearchRefusal | SearchRefusal) => ({
  reason,
  ...adviceOnSignedSearch(reason),
});

const ownSteps: Readonly<Partial<Record<SignedSearchRefusal, Step>>> = {
  app_slug_missing: 'payload',
  member_unknown: 'payload',
  pair_invalid: 'payload',
  pair_unsearchable: 'payload',
  identity_missing: 'payload',
  app_slug_unknown: 'tenant',
  iat_needed: 'ended',
  signed_too_early: 'ended',
};

const stepOf = (reason: SignedSearchRefusal): Step =>
  ownSteps[reason] ?? stepOfApiKeyToken(reason as ApiKeyTokenRefusal);

const shown = ({ field, value }: SearchPair): string => `${field} ${JSON.stringify(value)}`;

function wayOf(token: string, proving: SignedSearchProving): (readonly [Step, () => string])[] {
  const { claims, tenant, signer, signedAfter }: SignedSearchFacts =
    'ok' in proving ? proving.ok : proving.found;
  return [
    ['form', () => `three parts, ${token.length} characters, header and payload are JSON objects`],
    ['header', () => 'HS256, and nothing that changes what the signature means'],
    ['payload', () => `signs ${claims?.pairs.map(shown).join(', ')}`],
    ['tenant', () => `app_slug ${JSON.stringify(claims?.appSlug)} → tenant ${tenant?.id}`],
    ['key', () => 'there is an active API key that may have signed it'],
    ['signature', () => `made with the API key ${signer?.id}`],
    [
      'times',
      () => (claims && tenant ? describeTimes({ times: claims.times, rules: timeRulesOf(tenant) }) : ''),
    ],
    ['ended', () => describeEnd(signedAfter ?? null)],
  ];
}

const describeEnd = (signedAfter: number | null): string =>
  signedAfter === null
    ? 'neither the tenant nor the customer ended any'
    : `made after ${new Date(signedAfter).toISOString()}, up to which they are ended`;

/** Where a search says something else than what was signed. */
function differences(search: string, signed: readonly SearchPair[]): string[] {
  const split = splitSearch(search);
  const asked = new Map('ok' in split ? split.ok.map(({ field, value }) => [field, value]) : []);
  return signed.flatMap((pair) => {
    const value = asked.get(pair.field);
    if (value === pair.value) return [];
    const found = value === undefined ? `has no ${pair.field}` : `has ${shown({ field: pair.field, value })}`;
    return [`the search ${found}, the token signs ${shown(pair)}`];
  });
}
