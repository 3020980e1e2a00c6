import type { Principal } from '../access/principal.js';
import { isStranger } from '../access/stranger.js';

/**
 * Whose keys these are: a user's are their own, and so are those of whoever holds a signed search, an action link or a security
 * token; all server keys of a tenant are one caller, so that a rotation between two tries changes nothing. Null for clients
 * without a token: they are nobody in particular, and one would be given what was answered to another.
 */
export function subjectOf(caller: Principal): string | null {
  if (caller.kind === 'user') return subjectOfUser(caller.user.id);
  if (isStranger(caller)) return null;
  const { fingerprint } = caller.credential;
  return fingerprint === null ? caller.kind : `${caller.kind} ${fingerprint}`;
}

export const subjectOfUser = (userId: string): string => `user ${userId}`;
