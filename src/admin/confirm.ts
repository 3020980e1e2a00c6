import { CommandFailed } from './command-failed.js';
import type { Terminal } from './terminal.js';

/** Asks before something is destroyed. `--yes` answers for the person; without a terminal nobody can, and the command is refused. */
export async function confirm(terminal: Terminal, question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!terminal.interactive)
    throw new CommandFailed(`${question} Nobody can answer here: repeat the command with --yes.`);
  const answer = await terminal.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailed('Nothing was changed.');
}
