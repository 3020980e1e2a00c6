import type { Principal } from '../../access/principal.js';
import { Problem } from '../../common/problem.js';
import type { UsersService } from '../../users/users.service.js';
import type { BookingWork } from '../booking-work.js';

/**
 * The user to whom what the caller books belongs; null for callers who are no users. Until the work is done they are not
 * erased. Throws token_rejected where they were disabled or erased while the request was on its way: the token proves
 * nobody any more.
 */
export async function bookingUser(
  users: UsersService,
  { transaction, tenantId }: BookingWork,
  caller: Principal,
): Promise<string | null> {
  if (caller.kind !== 'user') return null;
  if (!(await users.mayKeep(transaction, tenantId, caller.user.id))) throw userGone();
  return caller.user.id;
}

export const userGone = (): Problem => new Problem('token_rejected', { reason: 'user_disabled' });
