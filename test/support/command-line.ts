import { runProgram } from '../../src/admin/program.js';

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Stdout as one JSON document; throws where it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

/** Runs command lines in this process, against the database that `environment` names. */
export class CommandLine {
  /** What the person at the terminal answers; null: there is no terminal. */
  answer: string | null = null;
  readonly asked: string[] = [];
  /** Called with each line for stderr at the moment it is written. */
  onNote: (line: string) => void = () => undefined;

  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  async run(...words: readonly string[]): Promise<CommandResult> {
    const [out, err]: [string[], string[]] = [[], []];
    const before = { ...process.env };
    Object.assign(process.env, this.environment);
    try {
      const code = await runProgram(words, {
        out: (text) => out.push(text),
        drained: async () => undefined,
        note: (text) => {
          err.push(text);
          this.onNote(text);
        },
        interactive: this.answer !== null,
        ask: async (question) => {
          this.asked.push(question);
          return this.answer ?? '';
        },
      });
      const text = out.join('\n');
      return {
        code,
        out: text,
        err: err.join('\n'),
        get json(): unknown {
          return JSON.parse(text);
        },
      };
    } finally {
      for (const name of Object.keys(process.env)) delete process.env[name];
      Object.assign(process.env, before);
    }
  }
}
