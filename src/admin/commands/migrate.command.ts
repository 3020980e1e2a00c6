import type { Database } from '../../database/database.js';
import { indexAll } from '../../database/full-text/index-all.js';
import { openDatabase } from '../../database/open-database.js';
import { migrate, pendingMigrations } from '../../database/schema.js';
import { entities } from '../../entities.js';
import { CommandFailed } from '../command-failed.js';
import type { AddCommand } from '../command-shell.js';

export const addMigrate: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'migrate', 'brings the schema up to date')
    .option('--check', 'only says whether it is: exit code 1 when it is not')
    .option('--reindex', 'makes the search index anew afterwards');
  command.action(({ check, reindex }: { readonly check?: boolean; readonly reindex?: boolean }) =>
    shell.run(command, async () => {
      const database = await openDatabase(shell.configuration().database, entities, {
        poolSize: 2,
        isUnhurried: true,
      });
      try {
        const pending = await pendingMigrations(database);
        if (check === true && reindex === true)
          throw new CommandFailed('--check changes nothing: --reindex cannot stand beside it.');
        if (check === true) {
          const json = { up_to_date: pending.length === 0, pending };
          if (pending.length === 0) return { json, text: 'The schema is up to date.' };
          return {
            json,
            text: pending.join('\n'),
            failure: `The database needs ${pending.length} migration(s): run "countersign migrate".`,
          };
        }
        if (pending.length > 0) shell.terminal.note(`Running ${pending.length} migration(s) …`);
        const ran = await migrate(database);
        const text =
          ran.length === 0 ? 'The schema is up to date; nothing to do.' : `Done: ${ran.join(', ')}`;
        if (reindex !== true) return { json: { up_to_date: true, ran }, text };
        const indexed = await indexAnew(database, (line) => shell.terminal.note(line));
        return {
          json: { up_to_date: true, ran, indexed },
          text: `${text}\nThe search index holds ${indexed} resource(s) and project(s).`,
        };
      } finally {
        await database.close();
      }
    }),
  );
};

/** In one transaction: servers go on finding what stood before until it ends. */
function indexAnew(database: Database, progress: (line: string) => void): Promise<number> {
  progress('Making the search index anew …');
  return database.write((transaction) =>
    indexAll(transaction, (indexed) => progress(`${indexed} resources and projects …`)),
  );
}
