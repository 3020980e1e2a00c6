import type { ApiKey } from './api-key.entity.js';

export type ApiKeyState = 'active' | 'expiring' | 'expired' | 'revoked';

/** Does this key prove anything at `nowMs`? 'active' and 'expiring' do. */
export function apiKeyState(
  { revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>,
  nowMs: number,
): ApiKeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'active';
  return nowMs < expiresAt ? 'expiring' : 'expired';
}
