import type { Principal } from '../../access/principal.js';
import { isStranger } from '../../access/stranger.js';
import { Problem } from '../../common/problem.js';

/** Is what the caller says about its user proven? A merchant's server speaks for all users, a client for the one of its token. */
export const isSigned = (caller: Principal): boolean =>
  caller.kind === 'app' || (caller.kind === 'device' && !isStranger(caller));

/** May this caller ask about that user? A client that signed for another one may not; who is unsigned, or speaks for all users, may. */
export const mayAskAbout = (caller: Principal, user: string): boolean =>
  caller.kind !== 'device' || isStranger(caller) || caller.signedUser === user;

/** Throws token_rejected, in the bytes of any wrong token, where the caller may not ask about the user of the request. */
export function refuseForeignUser(caller: Principal, user: string): void {
  if (!mayAskAbout(caller, user)) throw new Problem('token_rejected', { reason: 'user_other' });
}
