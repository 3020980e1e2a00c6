import cluster from 'node:cluster';
import type { AddCommand, CommandShell } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { wholeNumber } from '../option-values.js';

interface Options {
  readonly readyCommands?: boolean;
  readonly workers: number;
}

const mostWorkers = 128;

export const addServe: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'serve', 'starts the server; SIGTERM and SIGINT end it gracefully')
    .option('--workers <count>', 'processes that share the port (PostgreSQL only)', wholeNumber, 1)
    .option('--ready-commands', 'prints commands that try out the demo tenant');
  command.action(({ readyCommands, workers }: Options) =>
    shell.run(command, async () => {
      const url = await serveBy(shell, workers);
      // Workers say nothing of their own: the process that supervises them does.
      if (cluster.isWorker) return { json: undefined, text: '' };
      // Without them stdout holds the log and nothing else; its line `listening` says where.
      const text = readyCommands === true ? await readyCommandsFor(shell, url) : '';
      return { json: { listening: true, url }, text };
    }),
  );
};

async function readyCommandsFor(shell: CommandShell, url: string): Promise<string> {
  const { demoCredentials } = await import('../demo/demo-credentials.js');
  const { readyText } = await import('../demo/ready-commands.js');
  const demo = await shell.withWorkspace((workspace) => demoCredentials(workspace, url));
  return demo === null ? '' : readyText(demo);
}

/** Answers the public address when all processes listen. */
async function serveBy(shell: CommandShell, workers: number): Promise<string> {
  const configuration = shell.configuration();
  if (workers < 1 || workers > mostWorkers)
    throw new CommandFailed(`--workers: a number from 1 to ${mostWorkers} is needed.`);
  if (workers > 1 && configuration.database.dialect === 'sqlite')
    throw new CommandFailed(
      '--workers needs PostgreSQL (DATABASE_URL): a SQLite file is served by one process.',
    );
  // Loaded only here: the server's modules would double the start of every other command.
  if (workers > 1 && cluster.isPrimary) {
    const { superviseWorkers } = await import('../../workers/supervise.js');
    await superviseWorkers(workers, (line) => shell.terminal.note(line));
  } else {
    const { serve } = await import('../../main.js');
    await serve(configuration);
  }
  return configuration.publicUrl;
}
