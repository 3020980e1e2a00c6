import { createPublicKey } from 'node:crypto';
import { signJws } from '../../crypto/sign-jws.js';
import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { gatherPairs, looseJson, span } from '../option-values.js';
import { signingAlgorithm, signingKey } from '../signing-key.js';

interface Options {
  readonly tenant: string;
  readonly config: string;
  readonly id: string;
  readonly claim?: Readonly<Record<string, string>>;
  readonly exp: number;
  readonly privateKey?: string;
  readonly kid?: string;
  readonly algorithm?: string;
}

export const addSignSso: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'sso', "makes a token as the merchant's login system would, for trying out")
    .requiredOption('--tenant <slug>', 'whose user')
    .requiredOption('--config <kid>', 'the JwtConfiguration')
    .requiredOption('--id <user>', "the user's id")
    .option(
      '--claim <name=value>',
      'a further claim, several times; the value as JSON or plain text',
      gatherPairs,
    )
    .option('--exp <span>', 'how long it is valid', span, span('8h'))
    .option(
      '--private-key <file>',
      "the merchant's private key (PEM or JWK), where the configuration holds a public one",
    )
    .option('--kid <kid>', "JWK Set mode: the key's kid in the set")
    .option('--algorithm <name>', 'JWK Set mode: one of the accepted algorithms');
  command.action((options: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const tenant = await workspace.tenants.getBySlug(options.tenant);
        const configuration = await workspace.jwtConfigurations.getById(options.config);
        if (configuration.tenantId !== tenant.id)
          throw new CommandFailed(`${options.config} belongs to another tenant than ${tenant.slug}.`);
        const kid = configuration.mode === 'held' ? configuration.id : options.kid;
        if (kid === undefined)
          throw new CommandFailed('A JWK Set configuration needs --kid: which key of the set signs.');
        const algorithm = signingAlgorithm(configuration, options.algorithm);
        const key = signingKey(workspace, configuration, options.privateKey);
        const now = Math.floor(workspace.clock.nowMs() / 1000);
        const claims = Object.fromEntries(
          Object.entries(options.claim ?? {}).map(([name, value]) => [name, looseJson(value)]),
        );
        const standard = {
          [configuration.userIdClaim]: options.id,
          ...(configuration.issuer !== null && { iss: configuration.issuer }),
          ...(configuration.audience !== null && { aud: configuration.audience[0] }),
          iat: now,
          exp: now + Math.floor(options.exp / 1000),
        };
        const token = signJws({ typ: 'JWT', kid }, { ...standard, ...claims }, algorithm, key);
        const isOther =
          configuration.mode === 'held' &&
          key.type === 'private' &&
          configuration.currentKey !== createPublicKey(key).export({ type: 'spki', format: 'pem' });
        const warnings = [
          ...(isOther
            ? [
                'The private key is not the other half of the configured public key: the server will refuse this token.',
              ]
            : []),
          ...(configuration.enabled
            ? []
            : ['The configuration is disabled: the server will refuse this token.']),
        ];
        return {
          json: { token, expires_at: new Date(standard.exp * 1000).toISOString() },
          text: token,
          warnings,
        };
      }),
    ),
  );
};
