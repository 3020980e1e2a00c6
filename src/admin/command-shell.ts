import type { Command } from 'commander';
import { processEnvironment, readConfiguration, type Configuration } from '../config/configuration.js';
import { errorLines } from './error-lines.js';
import type { Report } from './report.js';
import type { Terminal } from './terminal.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** What every command is given. */
export class CommandShell {
  exitCode = 0;

  constructor(readonly terminal: Terminal) {}

  /** A command of its own under `parent`, with the `--json` that all have. */
  command(parent: Command, usage: string, description: string): Command {
    return parent.command(usage).description(description).option('--json', 'one JSON document on stdout');
  }

  /** Reads the environment and `.env`; throws a ConfigurationError. */
  configuration(): Configuration {
    return readConfiguration(processEnvironment());
  }

  /** Runs `work` on the open database and closes it, whatever happens. */
  async withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
    const workspace = await openWorkspace(this.configuration());
    try {
      return await work(workspace);
    } finally {
      await workspace.close();
    }
  }

  /** Runs a command's work and prints its report, or its error as one line; sets the exit code, never throws. */
  async run(command: Command, work: () => Promise<Report>): Promise<void> {
    try {
      this.print(await work(), command.opts<{ json?: boolean }>().json === true);
    } catch (error) {
      this.exitCode = 1;
      this.terminal.note(errorLines(error));
    }
  }

  private print({ json, text, warnings = [], failure }: Report, asJson: boolean): void {
    const answer = asJson ? (json === undefined ? '' : JSON.stringify(json, null, 2)) : text;
    if (answer !== '') this.terminal.out(answer);
    for (const warning of warnings) this.terminal.note(`Warning: ${warning}`);
    if (failure === undefined) return;
    this.exitCode = 1;
    this.terminal.note(failure);
  }
}

/** Adds a command of its own to the program: each has `--json`, and an action that answers a Report. */
export type AddCommand = (parent: Command, shell: CommandShell) => void;
