import type { AddCommand } from '../command-shell.js';
import { policyOf, withPolicyOptions, type PolicyOptions } from '../configuration-options.js';
import { given } from '../option-values.js';
import { sheet } from '../report.js';
import { readSecretOptions, readTextFile, withSecretOptions, type SecretOptions } from '../secret-options.js';
import { shownConfiguration } from '../shown-configuration.js';

interface Options extends PolicyOptions, SecretOptions {
  readonly tenant: string;
  readonly kid?: string;
  readonly id?: string;
  readonly publicKeyFile?: string;
  readonly imported?: boolean;
  readonly disabled?: boolean;
}

export const addJwtConfigCreate: AddCommand = (parent, shell) => {
  const command = withPolicyOptions(
    withSecretOptions(
      shell
        .command(
          parent,
          'create',
          "tells where a merchant's tokens come from; a secret made here is shown once",
        )
        .requiredOption('--tenant <slug>', 'whose tokens')
        .option('--kid <kid>', 'the kid of the tokens (default: made here)')
        .option('--algorithm <name>', 'the one algorithm of a key held here')
        .option('--public-key-file <path>', 'SPKI PEM, X.509 PEM or JWK')
        .option('--id <id>', 'JWK Set mode: a name for the operator')
        .option('--disabled', 'accepts no token until it is enabled'),
      'an HMAC secret',
    ).option('--imported', 'the secret comes from elsewhere: 16 bytes suffice, with a warning'),
  );
  command.action(({ tenant, kid, id, publicKeyFile, imported, disabled, ...options }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, jwtConfigurations, clock }) => {
        const { id: tenantId } = await tenants.getBySlug(tenant);
        const publicKey =
          publicKeyFile === undefined ? undefined : readTextFile(publicKeyFile, '--public-key-file');
        const key = given({ kid, id, imported, secret: readSecretOptions(options), public_key: publicKey });
        const enabled = given({ enabled: disabled === true ? false : undefined });
        const created = await jwtConfigurations.create(tenantId, {
          ...key,
          ...policyOf(options),
          ...enabled,
        });
        const shown = {
          ...shownConfiguration(created.row, tenant, clock.nowMs()),
          ...(created.secret !== null && { secret: created.secret }),
        };
        const once = created.secret === null ? '' : '\nThe secret is shown this once: keep it now.';
        return { json: shown, text: `${sheet(shown)}${once}`, warnings: created.warnings };
      }),
    ),
  );
};
