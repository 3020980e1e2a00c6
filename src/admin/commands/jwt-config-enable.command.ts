import type { AddCommand } from '../command-shell.js';

export const addJwtConfigEnable: AddCommand = (parent, shell) => {
  const command = shell.command(parent, 'enable <kid>', 'accepts tokens of this configuration again');
  command.action((id: string) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ jwtConfigurations }) => {
        const { outcome } = await jwtConfigurations.enable(id);
        return { json: { id, outcome, enabled: true }, text: `${id} is enabled (${outcome}).` };
      }),
    ),
  );
};
