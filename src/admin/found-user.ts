import type { User } from '../users/user.entity.js';
import type { UsersService } from '../users/users.service.js';
import { CommandFailed } from './command-failed.js';

/** A tenant's user by id, or by the id that the merchant's tokens use. Throws CommandFailed where there is none. */
export async function getUser(users: UsersService, tenantId: string, name: string): Promise<User> {
  const user = (await users.findById(tenantId, name)) ?? (await users.findByExternalId(tenantId, name));
  if (user === null) throw new CommandFailed(`The tenant has no user ${JSON.stringify(name)}.`);
  return user;
}
