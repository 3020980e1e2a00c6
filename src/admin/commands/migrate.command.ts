import { openDatabase } from '../../database/open-database.js';
import { migrate, pendingMigrations } from '../../database/schema.js';
import { entities } from '../../entities.js';
import type { AddCommand } from '../command-shell.js';

export const addMigrate: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'migrate', 'brings the schema up to date')
    .option('--check', 'only says whether it is: exit code 1 when it is not');
  command.action(({ check }: { readonly check?: boolean }) =>
    shell.run(command, async () => {
      const database = await openDatabase(shell.configuration().database, entities, { poolSize: 2 });
      try {
        const pending = await pendingMigrations(database);
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
        return { json: { up_to_date: true, ran }, text };
      } finally {
        await database.close();
      }
    }),
  );
};
