import type { AddCommand } from '../command-shell.js';
import { table } from '../report.js';
import { shownApiKey } from '../shown-api-key.js';

export const addKeyList: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'list', 'lists API keys, without secrets')
    .option('--tenant <slug>', 'of one tenant');
  command.action(({ tenant }: { readonly tenant?: string }) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, apiKeys, clock }) => {
        const chosen = tenant === undefined ? await tenants.list() : [await tenants.getBySlug(tenant)];
        const rows = [];
        for (const { id, slug } of chosen) {
          rows.push(...(await apiKeys.list(id)).map((key) => shownApiKey(key, slug, clock.nowMs())));
        }
        return { json: rows, text: table(rows, 'There is no API key.') };
      }),
    ),
  );
};
