import { Option } from 'commander';
import type { ChainEnd } from '../../journal/chain.js';
import { JournalAudit, type Verification } from '../../journal/journal-audit.service.js';
import { CommandFailed } from '../command-failed.js';
import type { AddCommand, CommandShell } from '../command-shell.js';
import { notedRow } from '../option-values.js';
import { table, type Report } from '../report.js';
import type { Workspace } from '../workspace.js';

interface Options {
  readonly tenant?: string;
  readonly noted?: ChainEnd;
}

/** Rows between two lines about the progress. */
const progressEvery = 100_000;

export const addJournalVerify: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'verify',
      'checks that no row of the journal was changed, removed, put in or reordered; all tenants by default',
    )
    .option('--tenant <slug>', 'one tenant alone')
    .addOption(
      new Option(
        '--noted <sequence:hash>',
        'a row as an earlier verification printed it: finds a journal that was written anew as a whole',
      ).argParser(notedRow),
    );
  command.action(({ tenant, noted }: Options) =>
    shell.run(command, async () => {
      if (noted !== undefined && tenant === undefined) throw new CommandFailed('--noted needs --tenant.');
      return shell.withWorkspace((workspace) => verify(shell, workspace, tenant, noted ?? null));
    }),
  );
};

async function verify(
  shell: CommandShell,
  { database, tenants }: Workspace,
  slug: string | undefined,
  noted: ChainEnd | null,
): Promise<Report> {
  const audit = JournalAudit.over(database);
  const chosen = slug === undefined ? await tenants.list() : [await tenants.getBySlug(slug)];
  const verified: (Verification & { readonly tenant: string })[] = [];
  for (const tenant of chosen) {
    const onProgress = (rows: number) => {
      if (rows % progressEvery === 0) shell.terminal.note(`${tenant.slug}: ${rows} rows verified…`);
    };
    verified.push({ tenant: tenant.slug, ...(await audit.verify(tenant.id, { noted, onProgress })) });
  }
  return report(verified);
}

function report(verified: readonly (Verification & { readonly tenant: string })[]): Report {
  const wrong = verified.filter(({ findingCount }) => findingCount > 0);
  const total = wrong.reduce((sum, { findingCount }) => sum + findingCount, 0);
  const findings = wrong.flatMap(({ tenant, findings: named }) =>
    named.map(({ sequence, problem, detail }) => ({ tenant, row: sequence, problem, detail })),
  );
  const summary = table(
    verified.map(({ tenant, rows, end, findingCount }) => ({
      tenant,
      rows,
      journal: findingCount === 0 ? 'intact' : `${findingCount} wrong`,
      last: `${end.sequence}:${end.hash}`,
    })),
    'There is no tenant.',
  );
  const more = total - findings.length;
  return {
    json: verified.map(({ tenant, rows, end, findings: named, findingCount }) => ({
      tenant,
      rows,
      intact: findingCount === 0,
      last: end,
      findings: named,
      findings_total: findingCount,
    })),
    text: [
      summary,
      ...(findings.length > 0 ? [table(findings, '')] : []),
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join('\n'),
    ...(total > 0 && {
      failure: `The journal of ${wrong.map(({ tenant }) => tenant).join(', ')} is not what was written.`,
    }),
  };
}
