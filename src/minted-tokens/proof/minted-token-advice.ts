import { adviceOn, type Advice } from '../../federation/rejection-advice.js';
import type { RejectionReason } from '../../federation/rejection.js';
import type { MintedTokenRefusal } from './minted-token-proof.js';
import type { MintedRefusal } from './open-minted.js';

type Own = Exclude<MintedTokenRefusal, RejectionReason>;

/** What a token, or the request it is shown with, may be refused for. */
export type MintedAdvised =
  MintedTokenRefusal | MintedRefusal | 'path_nowhere' | 'account_other' | 'query_pinned';

/** What is particular to minted tokens, or reads otherwise for them. */
const ownAdvice: Readonly<Record<Own | Exclude<MintedAdvised, MintedTokenRefusal>, Advice>> &
  Readonly<Partial<Record<MintedTokenRefusal, Advice>>> = {
  alg_none: { means: 'The token is unsigned (alg none).', todo: 'Sign it with HS256.' },
  alg_mismatch: {
    means: "The token's alg is none of HS256, HS384 and HS512.",
    todo: 'Sign with HS256: an API key is a secret, and has no public half.',
  },
  kid_unknown: {
    means: 'The secret of the API key cannot be opened, or the key has just ended.',
    todo: 'Run doctor, and compare with key list.',
  },
  signature_wrong: {
    means: 'The signature was not made with the API key that kid names.',
    todo: 'Sign with the secret of that very key; it is used as its text, never decoded.',
  },
  exp_missing: {
    means: 'The token has no exp, and the tenant limits how long tokens live (minted_token_max_age_s).',
    todo: 'Add exp, or set minted_token_max_age_s to null.',
  },
  life_too_long: {
    means: 'The token lives longer than the tenant’s minted_token_max_age_s.',
    todo: 'Set exp nearer to iat, or raise minted_token_max_age_s.',
  },
  aud_missing: {
    means: 'The token has no aud.',
    todo: 'Set aud to the path that it is to open, such as "/v2/accounts/me/search".',
  },
  aud_invalid: {
    means: 'aud is neither text nor a list of 1 to 50 texts.',
    todo: 'Set aud to a path, or to a list of paths.',
  },
  aud_no_path: {
    means: 'aud has an entry that is no path of this API.',
    todo: 'Begin each with /v2/ and name what it opens: no host, no query, no "..", and not /v2/ or /v2/accounts/me alone.',
  },
  methods_invalid: {
    means: 'methods is no list of GET, HEAD, POST, PUT, PATCH and DELETE.',
    todo: 'List them in upper case, or leave methods out for GET.',
  },
  query_invalid: {
    means: 'query is no object of at most 50 parameters.',
    todo: 'Set query to an object: the name of each pinned parameter and its value.',
  },
  query_name_invalid: {
    means: 'query pins a name that no parameter has.',
    todo: 'Use 1 to 100 characters, no brackets at the end, and no name of a credential (jwt, signed_search, signature, auth).',
  },
  query_value_invalid: {
    means: 'query pins a value that no parameter has.',
    todo: 'Use text, a number, true, false, an object or a list, of at most 2000 characters as text; null pins nothing. Write whole numbers beyond 2^53 as text.',
  },
  path_nowhere: {
    means: 'The path names nothing.',
    todo: 'Ask about the path as it stands in a request, from /v2/ on.',
  },
  account_other: {
    means: 'The path names the account of another tenant.',
    todo: 'Use /v2/accounts/me/, or the slug of the tenant whose key signed.',
  },
  path_outside: {
    means: 'aud does not open this path.',
    todo: 'Mint a token whose aud is the path, or one above it; letter case counts.',
  },
  method_outside: {
    means: 'methods does not name this method.',
    todo: 'Mint a token that lists it in methods; a token without methods is for GET.',
  },
  query_pinned: {
    means: 'The request says a pinned parameter otherwise than the token.',
    todo: 'Leave it out of the request, or send exactly the pinned value, once, under exactly its name.',
  },
};

/** Meaning and remedy of any reason why a minted token is refused, or opens nothing. */
export const adviceOnMintedToken = (reason: MintedAdvised): Advice =>
  ownAdvice[reason] ?? adviceOn(reason as RejectionReason);
