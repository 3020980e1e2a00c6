import type { User } from '../users/user.entity.js';
import { showUser } from '../users/shown-user.js';

/** A user as the command line prints them: as the merchant's server sees them. */
export const shownUser = (user: User) => showUser(user);
