import type { DatabaseTarget } from '../../config/database-target.js';
import type { Database } from '../../database/database.js';
import { openDatabase } from '../../database/open-database.js';
import { migrate, pendingMigrations } from '../../database/schema.js';
import { entities } from '../../entities.js';
import { CommandFailed } from '../command-failed.js';
import type { AddCommand, CommandShell } from '../command-shell.js';
import { confirm } from '../confirm.js';
import { copyDatabase } from '../copy/copy-database.js';
import { placeOf, readCopyTarget } from '../copy/copy-target.js';
import { nextSteps } from '../copy/next-steps.js';
import { hasTenants } from '../copy/occupied.js';
import { isSameDatabase } from '../copy/same-database.js';
import { whyUnreachable } from '../copy/unreachable.js';
import { table, type Report } from '../report.js';

const stopFirst =
  'Stop every server that works on the source first: what it writes from now on is not in the copy.';

export const addCopyTo: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'copy-to <url>',
      'copies everything into another, empty database (postgres://… or sqlite:PATH); all or nothing',
    )
    .option('--yes', 'does not ask');
  command.action((url: string, { yes }: { readonly yes?: boolean }) =>
    shell.run(command, () => copyTo(shell, readCopyTarget(url), yes)),
  );
};

async function copyTo(
  shell: CommandShell,
  target: DatabaseTarget,
  yes: boolean | undefined,
): Promise<Report> {
  const configuration = shell.configuration();
  const [from, to] = [placeOf(configuration.database), placeOf(target)];
  const counts = await withDatabase(configuration.database, 'source', async (source) => {
    if ((await pendingMigrations(source)).length > 0)
      throw new CommandFailed(`The source ${from} is not up to date: run "countersign migrate" first.`);
    return withDatabase(target, 'target', async (into) => {
      if (
        await isSameDatabase({ target: configuration.database, database: source }, { target, database: into })
      )
        throw new CommandFailed('The source and the target are the same database.');
      if (await hasTenants(into))
        throw new CommandFailed(
          `The target ${to} has tenants already: only an empty database is copied into.`,
        );
      await confirm(shell.terminal, `${stopFirst} Copy everything from ${from} into ${to}?`, yes);
      if (yes === true) shell.terminal.note(stopFirst);
      await migrate(into);
      return copyDatabase(source, into, (line) => shell.terminal.note(line));
    });
  });
  const next = nextSteps(configuration);
  const steps = next.map((step, index) => `${index + 1}. ${step}`);
  return {
    json: { from, to, tables: counts, next },
    text: [
      table(
        counts.map((count) => ({ ...count })),
        '',
      ),
      `Copied from ${from} into ${to}. Next:`,
      ...steps,
    ].join('\n'),
  };
}

/** Opens one of the two and closes it, whatever happens. */
async function withDatabase<T>(
  target: DatabaseTarget,
  role: 'source' | 'target',
  work: (database: Database) => Promise<T>,
): Promise<T> {
  let database: Database;
  try {
    database = await openDatabase(target, entities, { poolSize: 2, isUnhurried: true });
  } catch (error) {
    const why = whyUnreachable(error, target.dialect === 'postgres' ? target.url : '');
    throw new CommandFailed(`The ${role} ${placeOf(target)} cannot be reached: ${why}.`);
  }
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
