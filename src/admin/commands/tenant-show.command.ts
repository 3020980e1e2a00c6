import type { AddCommand } from '../command-shell.js';
import { sheet } from '../report.js';
import { shownTenant } from '../shown-tenant.js';

export const addTenantShow: AddCommand = (parent, shell) => {
  const command = shell.command(parent, 'show <slug>', 'shows a tenant with all its settings');
  command.action((slug: string) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants }) => {
        const { settings, ...tenant } = shownTenant(await tenants.getBySlug(slug));
        return { json: { ...tenant, settings }, text: `${sheet(tenant)}\nSettings\n${sheet(settings)}` };
      }),
    ),
  );
};
