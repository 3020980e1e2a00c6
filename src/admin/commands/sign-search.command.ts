import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { getCurrentKey } from '../current-key.js';
import { instantText } from '../instant-text.js';
import { span } from '../option-values.js';
import { sheet } from '../report.js';
import { readPairs } from '../search-pairs.js';

interface Options {
  readonly tenant: string;
  readonly exp?: number;
}

export const addSignSearch: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'search <pairs...>',
      'makes a signed search as the merchant’s server would: customer.email:x or meta.KEY:x, further pairs narrow',
    )
    .requiredOption('--tenant <slug>', 'whose customer')
    .option('--exp <span>', 'how long it is valid (default: until it is revoked)', span);
  command.action((words: string[], { tenant: slug, exp }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const { makeSignedSearch } = await import('../../signed-search/signed-search-maker.js');
        const tenant = await workspace.tenants.getBySlug(slug);
        const members = Object.fromEntries(readPairs(words).map(({ field, value }) => [field, value]));
        const iat = Math.floor(workspace.clock.nowMs() / 1000);
        const times = { iat, exp: exp === undefined ? null : iat + Math.ceil(exp / 1000) };
        const place = { publicUrl: workspace.configuration.publicUrl, slug: tenant.slug };
        const made = makeSignedSearch(place, members, times, await getCurrentKey(workspace, tenant));
        if ('refused' in made)
          throw new CommandFailed(
            Object.entries(made.refused)
              .map(([field, reasons]) => `${field}: ${reasons.join(', ')}`)
              .join('\n'),
          );
        const { token, url, overviewUrl } = made.ok;
        const expiresAt = instantText(times.exp === null ? null : times.exp * 1000);
        const shown = { token, url, overview_url: overviewUrl, expires_at: expiresAt };
        return { json: shown, text: sheet(shown) };
      }),
    ),
  );
};
