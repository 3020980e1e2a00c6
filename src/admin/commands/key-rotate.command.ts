import type { AddCommand } from '../command-shell.js';
import { instantText } from '../instant-text.js';
import { overlapOption } from '../option-values.js';
import { sheet } from '../report.js';
import { shownApiKey } from '../shown-api-key.js';
import { slugOf } from '../slug-of.js';

export const addKeyRotate: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'rotate <id>', 'makes a new key in place of this one, which works on for a while')
    .addOption(overlapOption('the old key', '7d'));
  command.action((id: string, { overlap }: { readonly overlap: number }) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const { created, previous } = await workspace.apiKeys.rotate(id, overlap);
        const tenant = await slugOf(workspace, created.row.tenantId);
        const now = workspace.clock.nowMs();
        const shown = { ...shownApiKey(created.row, tenant, now), secret: created.secret };
        const until = instantText(previous.expiresAt ?? now);
        return {
          json: { key: shown, previous: shownApiKey(previous, tenant, now) },
          text: `${sheet(shown)}\nThe secret is shown this once: keep it now.\nThe old key ${id} works until ${until}.`,
        };
      }),
    ),
  );
};
