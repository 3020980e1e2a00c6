import type { AddCommand } from '../command-shell.js';
import { confirm } from '../confirm.js';

export const addJwtConfigDisable: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'disable <kid>', 'accepts no token of this configuration until it is enabled again')
    .option('--yes', 'does not ask');
  command.action((id: string, { yes }: { readonly yes?: boolean }) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ jwtConfigurations }) => {
        await jwtConfigurations.getById(id);
        await confirm(shell.terminal, `Disable ${id}? Its users are locked out within a second.`, yes);
        const { outcome } = await jwtConfigurations.disable(id);
        return { json: { id, outcome, enabled: false }, text: `${id} is disabled (${outcome}).` };
      }),
    ),
  );
};
