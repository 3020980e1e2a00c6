import type { AddCommand } from '../command-shell.js';
import { sheet } from '../report.js';
import { shownConfiguration } from '../shown-configuration.js';
import { slugOf } from '../slug-of.js';

export const addJwtConfigShow: AddCommand = (parent, shell) => {
  const command = shell.command(parent, 'show <kid>', 'shows a JwtConfiguration, never its secret');
  command.action((id: string) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const row = await workspace.jwtConfigurations.getById(id);
        const shown = shownConfiguration(row, await slugOf(workspace, row.tenantId), workspace.clock.nowMs());
        return { json: shown, text: sheet(shown) };
      }),
    ),
  );
};
