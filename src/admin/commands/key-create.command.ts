import type { AddCommand } from '../command-shell.js';
import { given } from '../option-values.js';
import { sheet } from '../report.js';
import { readSecretOptions, withSecretOptions, type SecretOptions } from '../secret-options.js';
import { shownApiKey } from '../shown-api-key.js';

interface Options extends SecretOptions {
  readonly tenant: string;
  readonly type?: 'api' | 'widget';
  readonly name?: string;
  readonly id?: string;
}

export const addKeyCreate: AddCommand = (parent, shell) => {
  const command = withSecretOptions(
    shell
      .command(parent, 'create', 'creates an API key; the secret is shown once')
      .requiredOption('--tenant <slug>', 'whose key')
      .option('--type <type>', 'api for servers, widget for browsers (default: api)')
      .option('--name <name>', 'what it is for')
      .option('--id <id>', 'imports a key under this public id'),
    "an imported key's secret",
  );
  command.action(({ tenant, type, name, id, ...source }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, apiKeys, clock }) => {
        const { id: tenantId } = await tenants.getBySlug(tenant);
        const created = await apiKeys.create(
          tenantId,
          given({ type, name, id, secret: readSecretOptions(source) }),
        );
        const shown = { ...shownApiKey(created.row, tenant, clock.nowMs()), secret: created.secret };
        const once = created.secret === null ? '' : '\nThe secret is shown this once: keep it now.';
        return { json: shown, text: `${sheet(shown)}${once}`, warnings: created.warnings };
      }),
    ),
  );
};
