import type { AddCommand } from '../command-shell.js';
import { getUser } from '../found-user.js';
import { shownUser } from '../shown-user.js';
import { withUsers } from '../users-action.js';

export const addUsersEnable: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'enable <user>', 'lets a disabled user in again')
    .requiredOption('--tenant <slug>', 'whose user');
  command.action((name: string, { tenant }: { readonly tenant: string }) =>
    shell.run(command, () =>
      withUsers(shell, tenant, async (users, tenantId) => {
        const { id, externalId } = await getUser(users, tenantId, name);
        await users.setDisabled(tenantId, id, false);
        const shown = shownUser(await getUser(users, tenantId, id));
        return { json: shown, text: `${JSON.stringify(externalId)} is enabled.` };
      }),
    ),
  );
};
