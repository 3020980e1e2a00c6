import { Option } from 'commander';
import { isId } from '../../common/ids.js';
import { JournalAudit } from '../../journal/journal-audit.service.js';
import { exportedRow } from '../../journal/exported-row.js';
import { CommandFailed } from '../command-failed.js';
import type { AddCommand } from '../command-shell.js';
import { sequenceOrInstant } from '../option-values.js';
import type { Report } from '../report.js';

interface Options {
  readonly tenant: string;
  readonly since?: ReturnType<typeof sequenceOrInstant>;
  readonly booking?: string;
}

export const addJournalExport: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'export', "prints a tenant's journal as NDJSON, one row a line, the oldest first")
    .requiredOption('--tenant <slug>', 'whose journal')
    .addOption(
      new Option('--since <sequence or time>', 'from this row on, or from this RFC 3339 time on').argParser(
        sequenceOrInstant,
      ),
    )
    .option('--booking <id>', 'rows of this booking alone');
  command.action(({ tenant, since = {}, booking }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ database, tenants }): Promise<Report> => {
        const bookingId = booking?.toLowerCase() ?? null;
        if (bookingId !== null && !isId(bookingId))
          throw new CommandFailed('--booking needs the id of a booking.');
        const { id } = await tenants.getBySlug(tenant);
        let count = 0;
        for await (const page of JournalAudit.over(database).export(id, { ...since, bookingId })) {
          count += page.length;
          shell.terminal.out(page.map((row) => JSON.stringify(exportedRow(row))).join('\n'));
          await shell.terminal.drained();
        }
        shell.terminal.note(`${count} rows.`);
        // The rows themselves are what stdout gets, with --json as without.
        return { json: undefined, text: '' };
      }),
    ),
  );
};
