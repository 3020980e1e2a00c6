import type { Principal } from '../access/principal.js';

/**
 * Whose keys these are: a user's are their own, and so are those of whoever holds a signed search or an action link; all server keys
 * of a tenant are one caller, so that a rotation between two tries changes nothing.
 */
export function subjectOf(caller: Principal): string {
  if (caller.kind === 'user') return subjectOfUser(caller.user.id);
  const { fingerprint } = caller.credential;
  return fingerprint === null ? caller.kind : `${caller.kind} ${fingerprint}`;
}

export const subjectOfUser = (userId: string): string => `user ${userId}`;
