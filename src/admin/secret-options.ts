import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { environmentText } from '../config/environment-text.js';
import { CommandFailed } from './command-failed.js';

export interface SecretOptions {
  readonly secretFile?: string;
  readonly secretEnv?: string;
}

/** Secrets come from a file or a variable: what stands on a command line, every user of the machine can read. */
export const withSecretOptions = (command: Command, what: string): Command =>
  command
    .option('--secret-file <path>', `${what} from a file (one line break at its end is left out)`)
    .option('--secret-env <name>', `${what} from an environment variable`);

/** The secret that the options name; undefined where they name none. */
export function readSecretOptions({ secretFile, secretEnv }: SecretOptions): string | undefined {
  if (secretFile !== undefined && secretEnv !== undefined)
    throw new CommandFailed('--secret-file and --secret-env exclude each other.');
  if (secretFile !== undefined) return readTextFile(secretFile, '--secret-file').replace(/\r?\n$/, '');
  if (secretEnv === undefined) return undefined;
  const text = environmentText(secretEnv);
  if (text === undefined) throw new CommandFailed(`--secret-env: the variable ${secretEnv} is not set.`);
  return text;
}

/** A file's text; CommandFailed names the option and the file where it cannot be read. */
export function readTextFile(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(
      `${option}: ${path} cannot be read (${(error as { code?: string }).code ?? 'error'}).`,
    );
  }
}
