import type { AddCommand } from '../command-shell.js';

export const addServe: AddCommand = (parent, shell) => {
  const command = shell.command(parent, 'serve', 'starts the server; SIGTERM and SIGINT end it gracefully');
  command.action(() =>
    shell.run(command, async () => {
      const configuration = shell.configuration();
      // Loaded only here: the server's modules would double the start of every other command.
      const { serve } = await import('../../main.js');
      await serve(configuration);
      const url = configuration.publicUrl;
      return { json: { listening: true, url }, text: `Countersign listens on ${url}` };
    }),
  );
};
