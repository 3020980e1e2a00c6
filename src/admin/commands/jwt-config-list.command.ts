import type { AddCommand } from '../command-shell.js';
import { table } from '../report.js';
import { listedConfiguration } from '../shown-configuration.js';

export const addJwtConfigList: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'list', 'lists JwtConfigurations')
    .option('--tenant <slug>', 'of one tenant');
  command.action(({ tenant }: { readonly tenant?: string }) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, jwtConfigurations }) => {
        const chosen = tenant === undefined ? await tenants.list() : [await tenants.getBySlug(tenant)];
        const rows = [];
        for (const { id, slug } of chosen) {
          rows.push(...(await jwtConfigurations.list(id)).map((row) => listedConfiguration(row, slug)));
        }
        return { json: rows, text: table(rows, 'There is no JwtConfiguration.') };
      }),
    ),
  );
};
