import type { AddCommand } from '../command-shell.js';
import { demoCredentials } from '../demo/demo-credentials.js';
import { readyText } from '../demo/ready-commands.js';

export const addServe: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'serve', 'starts the server; SIGTERM and SIGINT end it gracefully')
    .option('--ready-commands', 'prints commands that try out the demo tenant');
  command.action(({ readyCommands }: { readonly readyCommands?: boolean }) =>
    shell.run(command, async () => {
      const configuration = shell.configuration();
      // Loaded only here: the server's modules would double the start of every other command.
      const { serve } = await import('../../main.js');
      await serve(configuration);
      const url = configuration.publicUrl;
      const demo =
        readyCommands === true
          ? await shell.withWorkspace((workspace) => demoCredentials(workspace, url))
          : null;
      // Without them stdout holds the log and nothing else; its line `listening` says where.
      return { json: { listening: true, url }, text: demo === null ? '' : readyText(demo) };
    }),
  );
};
