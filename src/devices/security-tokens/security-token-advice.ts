import { adviceOnApiKeyToken } from '../../federation/api-key-token-advice.js';
import type { Advice } from '../../federation/rejection-advice.js';
import type { ApiKeyTokenRefusal } from '../../tenants/api-key-token.js';
import type { SecurityTokenRefusal } from './security-token-proof.js';

/** What a security token, or what it is sent with, may be refused for. */
export type ClientRefusal = SecurityTokenRefusal | 'client_unknown' | 'user_other';

/** The client was found, so its key is there. */
const unopened: Advice = {
  means: 'The secret of the API key cannot be opened: it was sealed under another master key, or is damaged.',
  todo: 'Run doctor, and start the server with the master key that sealed it.',
};

/** What is particular to security tokens, or reads otherwise for them. */
const ownAdvice: Readonly<Record<Exclude<ClientRefusal, ApiKeyTokenRefusal>, Advice>> &
  Readonly<Partial<Record<ApiKeyTokenRefusal, Advice>>> = {
  client_unknown: {
    means: 'The client_id names no active API key.',
    todo: 'Compare with key list: a revoked key, a key past its overlap and a widget key are no client’s.',
  },
  key_missing: unopened,
  kid_unknown: unopened,
  kid_other: {
    means: 'The kid of the token is not the client_id that it is sent with.',
    todo: 'Send the id of the API key that signs as client_id; kid may be left out.',
  },
  signature_wrong: {
    means: 'The signature was not made with the API key that client_id names.',
    todo: 'Sign with the secret of that very key; it is used as its text, never decoded.',
  },
  token_of_other_kind: {
    means: 'The payload has app_slug, booking_id, action, aud or search: it was made for something else.',
    todo: 'Take it out: a security token says user, and nothing of a search, a booking or an audience.',
  },
  user_invalid: {
    means: 'user is missing, or no text of at most 255 characters.',
    todo: 'Put your id of the user into user, as text: numbers in quotation marks, "" for nobody yet.',
  },
  user_other: {
    means: 'The token was signed for another user than the request is about.',
    todo: 'Make a token for each user, after they have signed in; letter case counts.',
  },
  exp_missing: {
    means: 'The token has no exp, and the tenant demands one (require_token_expiry).',
    todo: 'Add exp, or set the tenant’s require_token_expiry to false.',
  },
  life_too_long: {
    means: 'The token lives longer than the tenant’s security_token_max_age_s.',
    todo: 'Set exp nearer to iat, or raise security_token_max_age_s.',
  },
};

/** Meaning and remedy of any reason why a client is refused. */
export const adviceOnSecurityToken = (reason: ClientRefusal): Advice =>
  (ownAdvice as Partial<Record<string, Advice>>)[reason] ?? adviceOnApiKeyToken(reason as ApiKeyTokenRefusal);
