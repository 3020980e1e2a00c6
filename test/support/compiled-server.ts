import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';

const root = join(import.meta.dirname, '../..');

/** The product's own sources as JavaScript, in a folder from which packages resolve; `remove` when done. */
export function compileProduct(): { readonly directory: string; remove(): void } {
  const directory = join(root, '.cache', `product-${process.pid}`);
  const options = JSON.parse(readFileSync(join(root, 'test/swc.json'), 'utf8')) as object;
  const source = join(root, 'src');
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.spec.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(directory, 'dist', relative(source, file));
    mkdirSync(dirname(target), { recursive: true });
    if (!entry.name.endsWith('.ts')) cpSync(file, target);
    else {
      const { code } = transformSync(readFileSync(file, 'utf8'), {
        filename: file,
        swcrc: false,
        ...options,
      });
      writeFileSync(target.replace(/\.ts$/, '.js'), code);
    }
  }
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server in a process of its own. */
export class ServerProcess {
  output = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(
    directory: string,
    environment: Readonly<Record<string, string>>,
    options: readonly string[] = [],
    /** Words before the command line, which run it under limits of their own. */
    under: readonly string[] = [],
  ) {
    const words = [...under, process.execPath, 'dist/cli.js', 'serve', ...options];
    this.child = spawn(words[0] as string, words.slice(1), {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => resolve({ code, signal })),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Nobody reads the log any more, as when the program goes away that it was piped into. */
  stopReading(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  /** The log as far as it was written. */
  get lines(): Record<string, unknown>[] {
    return this.output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The first line with this message; throws when the process ends without it. */
  async line(message: string): Promise<Record<string, unknown>> {
    const over = this.ended.then(() => true);
    for (let isOver = false; ;) {
      const found = this.lines.find((line) => line['message'] === message);
      if (found !== undefined) return found;
      if (isOver) throw new Error(`The server ended without the line "${message}": ${this.output}`);
      isOver = await Promise.race([
        over,
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 20)),
      ]);
    }
  }
}
