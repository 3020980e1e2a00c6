import type { AddCommand } from '../command-shell.js';
import { given, wholeNumber } from '../option-values.js';
import { table } from '../report.js';
import { firstUsers } from '../users-page.js';
import { shownUser } from '../shown-user.js';
import { withUsers } from '../users-action.js';

interface Options {
  readonly tenant: string;
  readonly email?: string;
  readonly limit: number;
}

export const addUsersList: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'list', "lists a tenant's users, newest first")
    .requiredOption('--tenant <slug>', 'whose users')
    .option('--email <address>', 'with this e-mail address')
    .option('--limit <number>', 'how many at most', wholeNumber, 50);
  command.action(({ tenant, email, limit }: Options) =>
    shell.run(command, () =>
      withUsers(shell, tenant, async (users, tenantId) => {
        const { rows } = await users.list(tenantId, given({ email }), firstUsers(tenantId, limit));
        const shown = rows.slice(0, limit).map(shownUser);
        const listed = shown.map(({ external_id, email: address, name, disabled, last_seen_at, id }) => ({
          external_id,
          email: address,
          name,
          disabled,
          last_seen_at,
          id,
        }));
        return { json: shown, text: table(listed, 'The tenant has no such user.') };
      }),
    ),
  );
};
