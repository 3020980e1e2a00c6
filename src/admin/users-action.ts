import type { UsersService } from '../users/users.service.js';
import type { CommandShell } from './command-shell.js';
import type { Workspace } from './workspace.js';

/** Runs `work` on the users of the tenant with this slug. */
export const withUsers = <T>(
  shell: CommandShell,
  slug: string,
  work: (users: UsersService, tenantId: string, workspace: Workspace) => Promise<T>,
): Promise<T> =>
  shell.withWorkspace(async (workspace) => {
    const { id } = await workspace.tenants.getBySlug(slug);
    // Nest is loaded only by the commands that need it.
    const users = await import('../users/users.service.js');
    const { withFeatures } = await import('./command.module.js');
    return withFeatures(workspace.configuration, (features) =>
      work(features.get(users.UsersService), id, workspace),
    );
  });
