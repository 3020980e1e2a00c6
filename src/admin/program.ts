import { Command, CommanderError } from 'commander';
import { CommandShell, type AddCommand } from './command-shell.js';
import { addServe } from './commands/serve.command.js';
import { processTerminal, type Terminal } from './terminal.js';

/** Runs one command line (without node and script) and answers the exit code; writes to the terminal, never throws. */
export async function runProgram(
  words: readonly string[],
  terminal: Terminal = processTerminal,
): Promise<number> {
  const shell = new CommandShell(terminal);
  const program = new Command('countersign')
    .description('The operator’s command line of Countersign. Settings come from the environment and .env.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.note(text) });
  const { single, groups } = await commandsFor(words);
  for (const add of single) add(program, shell);
  for (const [name, description, commands] of groups) {
    const group = program.command(name).description(description);
    for (const add of commands) add(group, shell);
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return shell.exitCode;
  } catch (error) {
    // Commander has said by itself what is wrong with the words.
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

interface Commands {
  readonly single: readonly AddCommand[];
  readonly groups: readonly (readonly [string, string, readonly AddCommand[]])[];
}

/** A server starts without the modules of the other commands, which it would keep as long as it runs. */
const commandsFor = async ([first]: readonly string[]): Promise<Commands> =>
  first === 'serve' ? { single: [addServe], groups: [] } : import('./all-commands.js');
