import { adviceOnApiKeyToken } from '../federation/api-key-token-advice.js';
import type { Advice } from '../federation/rejection-advice.js';
import type { ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import type { SearchCover } from './search-covers.js';
import type { SignedSearchRefusal } from './signed-search-proof.js';

export type SearchRefusal = Extract<SearchCover, { readonly refused: unknown }>['refused'];

/** What is particular to signed searches. */
export const signedSearchAdvice: Readonly<
  Record<Exclude<SignedSearchRefusal | SearchRefusal, ApiKeyTokenRefusal>, Advice>
> = {
  app_slug_missing: {
    means: 'The payload names no tenant.',
    todo: 'Put the slug of the tenant into app_slug, as text.',
  },
  app_slug_unknown: {
    means: 'There is no tenant with the app_slug of the token.',
    todo: 'Compare with tenant list.',
  },
  member_unknown: {
    means:
      'The payload has a member that is neither a search field of customers nor one of app_slug, iat, nbf, exp, jti.',
    todo: 'Take it out: members are search fields by their literal names, such as customer.email or meta.KEY.',
  },
  pair_invalid: {
    means: 'The value of a search field is not non-empty text.',
    todo: 'Send values as text, numbers in quotation marks; completed is "true" or "false".',
  },
  pair_unsearchable: {
    means: 'A pair of the token cannot stand in a search.',
    todo: 'Leave : out of names and ; out of values; there are at most 20 pairs, of 4096 characters together.',
  },
  identity_missing: {
    means: 'Nothing in the payload says who the customer is.',
    todo: 'Sign customer.email or meta.KEY, where KEY does not begin with _.',
  },
  iat_needed: {
    means:
      'The tenant or the customer ended older tokens, and this one has no iat, so that it counts as old.',
    todo: 'Make a new token with iat.',
  },
  signed_too_early: {
    means: 'The tenant or the customer ended the tokens of that time (tenant revoke-signed).',
    todo: 'Make a new token.',
  },
  search_missing: {
    means: 'The request has no search.',
    todo: 'Send the signed pairs as search=FIELD:VALUE;FIELD:VALUE, percent-encoded.',
  },
  search_uncovered: {
    means: 'The search does not hold every signed pair with exactly its value.',
    todo: 'Send each signed pair as it was signed, letter case included; a + in a query must be written %2B.',
  },
};

/** Meaning and remedy of any reason why a signed search opens nothing. */
export const adviceOnSignedSearch = (reason: SignedSearchRefusal | SearchRefusal): Advice =>
  (signedSearchAdvice as Partial<Record<string, Advice>>)[reason] ??
  adviceOnApiKeyToken(reason as ApiKeyTokenRefusal);
