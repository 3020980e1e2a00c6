import type { AddCommand } from '../command-shell.js';
import { table } from '../report.js';
import { shownTenant } from '../shown-tenant.js';

export const addTenantList: AddCommand = (parent, shell) => {
  const command = shell.command(parent, 'list', 'lists all tenants');
  command.action(() =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants }) => {
        const rows = (await tenants.list()).map(shownTenant);
        return {
          json: rows,
          text: table(
            rows.map(({ slug, name, mode, timezone, created_at }) => ({
              slug,
              name,
              mode,
              timezone,
              created_at,
            })),
            'There is no tenant yet: "countersign tenant create SLUG" makes one, "countersign seed --demo" one to try.',
          ),
        };
      }),
    ),
  );
};
