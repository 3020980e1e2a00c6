import type { AddCommand } from '../command-shell.js';
import { confirm } from '../confirm.js';
import { shownApiKey } from '../shown-api-key.js';
import { slugOf } from '../slug-of.js';

export const addKeyRevoke: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'revoke <id>', 'ends a key at once, for good')
    .option('--yes', 'does not ask');
  command.action((id: string, { yes }: { readonly yes?: boolean }) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const { apiKeys, clock } = workspace;
        const tenant = await slugOf(workspace, (await apiKeys.getById(id)).tenantId);
        await confirm(
          shell.terminal,
          `Revoke the key ${id} of ${tenant}? Everything signed with it ends at once.`,
          yes,
        );
        const { outcome, row } = await apiKeys.revoke(id);
        return {
          json: { outcome, key: shownApiKey(row, tenant, clock.nowMs()) },
          text: outcome === 'updated' ? `Revoked the key ${id}.` : `The key ${id} was revoked already.`,
        };
      }),
    ),
  );
};
