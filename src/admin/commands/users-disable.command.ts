import type { AddCommand } from '../command-shell.js';
import { confirm } from '../confirm.js';
import { getUser } from '../found-user.js';
import { shownUser } from '../shown-user.js';
import { withUsers } from '../users-action.js';

export const addUsersDisable: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'disable <user>', "refuses all of a user's tokens until they are enabled again")
    .requiredOption('--tenant <slug>', 'whose user')
    .option('--yes', 'does not ask');
  command.action((name: string, { tenant, yes }: { readonly tenant: string; readonly yes?: boolean }) =>
    shell.run(command, () =>
      withUsers(shell, tenant, async (users, tenantId) => {
        const { id, externalId } = await getUser(users, tenantId, name);
        await confirm(shell.terminal, `Disable the user ${JSON.stringify(externalId)} of ${tenant}?`, yes);
        await users.setDisabled(tenantId, id, true);
        const shown = shownUser(await getUser(users, tenantId, id));
        return { json: shown, text: `${JSON.stringify(externalId)} is disabled.` };
      }),
    ),
  );
};
