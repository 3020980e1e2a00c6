import type { AddCommand } from '../command-shell.js';
import { confirm } from '../confirm.js';
import { getUser } from '../found-user.js';
import { withUsers } from '../users-action.js';

export const addUsersErase: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'erase <user>',
      'erases a user: the profile goes, bookings lose the person; cannot be undone',
    )
    .requiredOption('--tenant <slug>', 'whose user')
    .option('--yes', 'does not ask');
  command.action((name: string, { tenant, yes }: { readonly tenant: string; readonly yes?: boolean }) =>
    shell.run(command, () =>
      withUsers(shell, tenant, async (users, tenantId) => {
        const { id, externalId } = await getUser(users, tenantId, name);
        await confirm(
          shell.terminal,
          `Erase the user ${JSON.stringify(externalId)} of ${tenant}? This cannot be undone.`,
          yes,
        );
        const erased = await users.erase(tenantId, id);
        return {
          json: { id, external_id: externalId, erased },
          text: `${JSON.stringify(externalId)} is erased.`,
        };
      }),
    ),
  );
};
