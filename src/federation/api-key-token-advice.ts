import type { ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import type { RejectionReason } from './rejection.js';
import { adviceOn, type Advice } from './rejection-advice.js';

/** What reads otherwise where an API key signs the token. */
const ownAdvice: Readonly<Partial<Record<ApiKeyTokenRefusal, Advice>>> &
  Readonly<Record<Exclude<ApiKeyTokenRefusal, RejectionReason>, Advice>> = {
  alg_none: { means: 'The token is unsigned (alg none).', todo: 'Sign it with HS256.' },
  alg_mismatch: {
    means: "The token's alg is not HS256.",
    todo: 'Sign with HS256, whatever the length of the secret.',
  },
  jti_invalid: { means: 'jti is not text.', todo: 'Leave jti out, or set it to text.' },
  kid_invalid: {
    means: 'kid is neither text nor a plain integer.',
    todo: 'Leave kid out, or set it to the id of the API key as key list prints it.',
  },
  kid_unknown: {
    means: 'The kid names no active API key of the tenant.',
    todo: 'Compare with key list: a revoked key, a key past its overlap and a widget key sign nothing.',
  },
  key_missing: {
    means: 'The tenant has no active API key.',
    todo: 'Make one (api-key create), and sign with its secret.',
  },
  signature_wrong: {
    means: 'The signature was not made with an active API key of the tenant.',
    todo: 'Compare the secret; it is used as its text, never decoded. Where the tenant has more than five API keys, name the key by kid.',
  },
};

/** Meaning and remedy of what any token that an API key signs may be refused for. */
export const adviceOnApiKeyToken = (reason: ApiKeyTokenRefusal): Advice =>
  ownAdvice[reason] ?? adviceOn(reason as RejectionReason);
