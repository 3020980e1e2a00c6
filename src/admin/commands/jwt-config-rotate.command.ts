import type { AddCommand } from '../command-shell.js';
import { given, overlapOption } from '../option-values.js';
import { sheet } from '../report.js';
import { readSecretOptions, readTextFile, withSecretOptions, type SecretOptions } from '../secret-options.js';
import { shownConfiguration } from '../shown-configuration.js';
import { slugOf } from '../slug-of.js';

interface Options extends SecretOptions {
  readonly publicKeyFile?: string;
  readonly imported?: boolean;
  readonly overlap: number;
}

export const addJwtConfigRotate: AddCommand = (parent, shell) => {
  const command = withSecretOptions(
    shell
      .command(parent, 'rotate <kid>', 'puts a new key in place; the old one is accepted for a while')
      .option('--public-key-file <path>', 'the new public key: SPKI PEM, X.509 PEM or JWK'),
    'the new HMAC secret',
  )
    .option('--imported', 'the secret comes from elsewhere: 16 bytes suffice, with a warning')
    .addOption(overlapOption('the old key', '7d'));
  command.action((id: string, { publicKeyFile, imported, overlap, ...source }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const publicKey =
          publicKeyFile === undefined ? undefined : readTextFile(publicKeyFile, '--public-key-file');
        const offered = given({ secret: readSecretOptions(source), public_key: publicKey, imported });
        const { row, secret, warnings } = await workspace.jwtConfigurations.rotate(id, offered, overlap);
        const tenant = await slugOf(workspace, row.tenantId);
        const shown = {
          ...shownConfiguration(row, tenant, workspace.clock.nowMs()),
          ...(secret !== null && { secret }),
        };
        const once = secret === null ? '' : '\nThe secret is shown this once: keep it now.';
        return { json: shown, text: `${sheet(shown)}${once}`, warnings };
      }),
    ),
  );
};
