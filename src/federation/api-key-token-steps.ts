import type { ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import { publicCodeOf } from './rejection.js';

/** The way of a token that an API key signs, in the order the server goes it. */
export type ApiKeyTokenStep = 'form' | 'header' | 'payload' | 'tenant' | 'key' | 'signature' | 'times';

const byReason: Readonly<Partial<Record<ApiKeyTokenRefusal, ApiKeyTokenStep>>> = {
  exp_invalid: 'payload',
  nbf_invalid: 'payload',
  iat_invalid: 'payload',
  jti_invalid: 'payload',
  kid_unknown: 'key',
  key_missing: 'key',
  signature_wrong: 'signature',
  expired: 'times',
  not_active: 'times',
  issued_in_future: 'times',
};

/** The step at which a token is refused for this reason. */
export const stepOfApiKeyToken = (reason: ApiKeyTokenRefusal): ApiKeyTokenStep =>
  byReason[reason] ?? (publicCodeOf(reason) === 'token_malformed' ? 'form' : 'header');
