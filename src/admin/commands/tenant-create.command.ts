import type { AddCommand } from '../command-shell.js';
import { gatherPairs, given, looseJson } from '../option-values.js';
import { sheet } from '../report.js';
import { shownTenant } from '../shown-tenant.js';

interface Options {
  readonly name?: string;
  readonly mode?: 'live' | 'test';
  readonly timezone?: string;
  readonly setting?: Readonly<Record<string, string>>;
}

export const addTenantCreate: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'create <slug>', 'creates a tenant')
    .option('--name <name>', 'shown to people (default: the slug)')
    .option('--mode <mode>', 'live or test (default: live)')
    .option('--timezone <zone>', 'IANA zone (default: UTC)')
    .option(
      '--setting <name=value>',
      'a setting, several times; the value as JSON or plain text',
      gatherPairs,
    );
  command.action((slug: string, { name, mode, timezone, setting }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants }) => {
        const settings =
          setting &&
          Object.fromEntries(Object.entries(setting).map(([key, value]) => [key, looseJson(value)]));
        const tenant = await tenants.create({ slug, ...given({ name, mode, timezone, settings }) });
        return {
          json: shownTenant(tenant),
          text: `Created the tenant ${tenant.slug}.\n${sheet(shownTenant(tenant))}`,
        };
      }),
    ),
  );
};
