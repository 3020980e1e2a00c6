import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { gather, gatherPairs, given, looseJson } from '../option-values.js';
import { sheet } from '../report.js';
import { shownTenant } from '../shown-tenant.js';

interface Options {
  readonly name?: string;
  readonly mode?: 'live' | 'test';
  readonly timezone?: string;
  readonly unset?: readonly string[];
}

export const addTenantSet: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'set <slug> [settings...]',
      'changes a tenant; settings as name=value, for example device_limit=2',
    )
    .option('--name <name>', 'shown to people')
    .option('--mode <mode>', 'live or test')
    .option('--timezone <zone>', 'IANA zone')
    .option('--unset <setting>', 'puts a setting back to its default, several times', gather);
  command.action((slug: string, pairs: string[], { name, mode, timezone, unset = [] }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants }) => {
        const settings = {
          ...readPairs(pairs),
          ...Object.fromEntries(unset.map((setting) => [setting, undefined])),
        };
        const named = Object.keys(settings).length > 0 ? { settings } : {};
        const { outcome, row } = await tenants.set(slug, { ...given({ name, mode, timezone }), ...named });
        const shown = shownTenant(row);
        return { json: { outcome, tenant: shown }, text: `${row.slug}: ${outcome}.\n${sheet(shown)}` };
      }),
    ),
  );
};

function readPairs(pairs: readonly string[]): Record<string, unknown> {
  let read: Readonly<Record<string, string>> = {};
  for (const pair of pairs) {
    if (!/^[a-z_]+=/.test(pair)) throw new CommandFailed(`${pair} is not a setting as name=value.`);
    read = gatherPairs(pair, read);
  }
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, looseJson(value)]));
}
