import type { AddCommand, CommandShell } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { demoSeed } from '../demo/demo-seed.js';
import type { Report } from '../report.js';
import { table } from '../report.js';
import { applySeed, type SeedResult } from '../seed/apply-seed.js';
import { readSeedFile, type SeedFile } from '../seed/seed-file.js';
import { planSeed } from '../seed/seed-plan.js';
import { SeedRefused, type SeedRefusal } from '../seed/seed-refused.js';

export const addSeed: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'seed [files...]',
      'brings the database to what YAML or JSON files state; all or nothing',
    )
    .option('--demo', 'a tenant to try things out with');
  command.action((files: string[], { demo }: { readonly demo?: boolean }) =>
    shell.run(command, () => seed(shell, files, demo === true)),
  );
};

async function seed(shell: CommandShell, names: readonly string[], demo: boolean): Promise<Report> {
  if (demo === names.length > 0)
    throw new CommandFailed('Name seed files, or --demo: countersign seed FILE… | --demo');
  if (demo) return shell.withWorkspace(async (workspace) => reportOf(await demoSeed(workspace)));
  const files = readFiles(names);
  return shell.withWorkspace(async (workspace) =>
    reportOf(await applySeed(workspace, planSeed(files, workspace.configuration))),
  );
}

function readFiles(names: readonly string[]): SeedFile[] {
  const refusals: SeedRefusal[] = [];
  const files = names.flatMap((name) => {
    const reading = readSeedFile(name);
    if ('ok' in reading) return [reading.ok];
    refusals.push(...reading.refused);
    return [];
  });
  if (refusals.length > 0) throw new SeedRefused(refusals);
  return files;
}

function reportOf({ seeded, warnings }: SeedResult): Report {
  const changed = seeded.filter(({ outcome }) => outcome !== 'unchanged').length;
  const secrets = seeded.filter(({ secret }) => secret !== undefined);
  const rows = seeded.map(({ kind, tenant, name, outcome }) => ({ kind, tenant, name, outcome }));
  const lines = [
    table(rows, 'The files state nothing.'),
    changed === 0 ? 'Nothing to change.' : `${changed} of ${seeded.length} changed.`,
  ];
  if (secrets.length > 0) {
    lines.push(
      'Secrets made here are shown this once:',
      table(
        secrets.map(({ name, secret }) => ({ name, secret })),
        '',
      ),
    );
  }
  return { json: { changed, seeded }, text: lines.join('\n'), warnings };
}
