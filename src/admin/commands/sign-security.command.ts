import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { instantText } from '../instant-text.js';
import { getSigningKey } from '../named-signing-key.js';
import { span } from '../option-values.js';
import { sheet } from '../report.js';

interface Options {
  readonly key: string;
  readonly user: string;
  readonly exp?: number;
}

export const addSignSecurity: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'security', 'makes a security token for a user’s device, as the merchant’s server would')
    .requiredOption('--key <id>', 'the API key to sign with; clients send its id as client_id')
    .requiredOption('--user <text>', 'the merchant’s id of the user; "" for nobody yet')
    .option('--exp <span>', 'how long it is valid (default: as long as the key)', span);
  command.action(({ key: id, user, exp: lifeMs }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const [{ signedSecurityToken }, { isUserText, userAtMost }, { newId }] = await Promise.all([
          import('../../devices/security-tokens/signed-security-token.js'),
          import('../../devices/users/user-text.js'),
          import('../../common/ids.js'),
        ]);
        if (!isUserText(user)) throw new CommandFailed(`--user: has at most ${userAtMost} characters.`);
        const { key, tenantId } = await getSigningKey(workspace, id);
        const iat = Math.floor(workspace.clock.nowMs() / 1000);
        const exp = lifeMs === undefined ? null : iat + Math.ceil(lifeMs / 1000);
        const secret = signedSecurityToken({ user, iat, exp, jti: newId() }, key);
        const expiresAt = instantText(exp === null ? null : exp * 1000);
        const shown = { secret, authorization: `Basic ${id}:${secret}`, expires_at: expiresAt };
        const tenant = await workspace.tenants.findById(tenantId);
        const mustEnd = tenant?.settings.require_token_expiry === true && exp === null;
        return {
          json: shown,
          text: sheet(shown),
          warnings: mustEnd ? ['The tenant demands an end (require_token_expiry): see --exp.'] : [],
        };
      }),
    ),
  );
};
