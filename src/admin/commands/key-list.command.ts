import type { AddCommand } from '../command-shell.js';
import { table } from '../report.js';
import { shownApiKey } from '../shown-api-key.js';
import { shownKeyUses } from '../shown-key-uses.js';

export const addKeyList: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'list', 'lists API keys, without secrets, and how often each has proven a request')
    .option('--tenant <slug>', 'of one tenant');
  command.action(({ tenant }: { readonly tenant?: string }) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, apiKeys, keyUses, clock }) => {
        const chosen = tenant === undefined ? await tenants.list() : [await tenants.getBySlug(tenant)];
        const listed = [];
        for (const { id, slug } of chosen) {
          const uses = await keyUses.findAll(id);
          for (const key of await apiKeys.list(id))
            listed.push({
              ...shownApiKey(key, slug, clock.nowMs()),
              ...shownKeyUses(uses.filter(({ keyId }) => keyId === key.id)),
            });
        }
        const rows = listed.map(({ uses_by_kind: _, ...row }) => row);
        return { json: listed, text: table(rows, 'There is no API key.') };
      }),
    ),
  );
};
