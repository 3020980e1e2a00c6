import type { ApiKey } from '../tenants/api-key.entity.js';
import { apiKeyState } from '../tenants/api-key-state.js';
import { instantText } from './instant-text.js';

/** An API key as the command line prints it: never its secret, nor the digest. */
export const shownApiKey = (key: ApiKey, tenant: string, nowMs: number) => ({
  id: key.id,
  type: key.type,
  name: key.name,
  tenant,
  state: apiKeyState(key, nowMs),
  created_at: instantText(key.createdAt),
  expires_at: instantText(key.expiresAt),
  revoked_at: instantText(key.revokedAt),
});
