import type { AddCommand } from '../command-shell.js';
import { getUser } from '../found-user.js';
import { sheet } from '../report.js';
import { shownUser } from '../shown-user.js';
import { withUsers } from '../users-action.js';

export const addUsersShow: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'show <user>', 'shows a user, by id or by the id in their tokens')
    .requiredOption('--tenant <slug>', 'whose user');
  command.action((name: string, { tenant }: { readonly tenant: string }) =>
    shell.run(command, () =>
      withUsers(shell, tenant, async (users, tenantId) => {
        const shown = shownUser(await getUser(users, tenantId, name));
        return { json: shown, text: sheet(shown) };
      }),
    ),
  );
};
