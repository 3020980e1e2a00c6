import type { Principal } from '../../access/principal.js';
import { Problem } from '../../common/problem.js';

/** Is what the caller says about its user proven? A merchant's server speaks for all users, a client for the one of its token. */
export const isSigned = (caller: Principal): boolean =>
  caller.kind === 'app' || (caller.kind === 'device' && caller.signedUser !== null);

/**
 * Throws token_rejected, in the bytes of any wrong token, where a client signed for another user than the request is
 * about. Callers that are unsigned, or speak for all users, pass.
 */
export function refuseForeignUser(caller: Principal, user: string): void {
  if (caller.kind !== 'device' || caller.signedUser === null || caller.signedUser === user) return;
  throw new Problem('token_rejected', { reason: 'user_other' });
}
