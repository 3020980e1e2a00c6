import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** What a command talks through. */
export interface Terminal {
  /** To stdout: results only. */
  out(text: string): void;
  /** Resolves when stdout takes more, so that long output never piles up in memory. */
  drained(): Promise<void>;
  /** To stderr: progress, warnings, the one line of an error. */
  note(text: string): void;
  /** Can a person answer? */
  readonly interactive: boolean;
  ask(question: string): Promise<string>;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  drained: async () => {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  note: (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  get interactive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  },
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};
