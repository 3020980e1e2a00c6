import type { Principal } from '../access/principal.js';

/** Whose keys these are: a user's are their own; all server keys of a tenant are one caller, so that a rotation between two tries changes nothing. */
export const subjectOf = (caller: Principal): string =>
  caller.kind === 'user' ? subjectOfUser(caller.user.id) : caller.kind;

export const subjectOfUser = (userId: string): string => `user ${userId}`;
