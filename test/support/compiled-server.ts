import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';
import { madeOnce } from './made-once.mjs';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'src');

/**
 * The folder of the product as operators start it, from which packages resolve. It is made once of the same sources, for all suites
 * and all runs: nobody writes into it.
 */
export function compiledProduct(): string {
  const directory = join(root, '.cache', `product-${digestOfSources()}`);
  return madeOnce(directory, (unfinished) => {
    compileInto(unfinished);
    makeProgram(unfinished);
    removeOldProducts();
  });
}

/** The product's own sources as JavaScript, in a folder of this suite's own; `remove` when done. With `asProgram`, the few files that operators start are made of them. */
export function compileProduct({ asProgram = false } = {}): { readonly directory: string; remove(): void } {
  const directory = join(root, '.cache', `product-${process.pid}`);
  compileInto(directory);
  if (asProgram) makeProgram(directory);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function compileInto(directory: string): void {
  const options = JSON.parse(readFileSync(join(root, 'test/swc.json'), 'utf8')) as object;
  for (const file of productFiles()) {
    const target = join(directory, 'dist', relative(source, file));
    mkdirSync(dirname(target), { recursive: true });
    if (!file.endsWith('.ts')) cpSync(file, target);
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
}

const productFiles = (): string[] =>
  readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Of everything that the compiled product is made of. */
function digestOfSources(): string {
  const others = [
    'test/swc.json',
    'scripts/build-program.mjs',
    'scripts/natural-names.mjs',
    'package.json',
    'package-lock.json',
  ];
  const digest = createHash('sha256');
  for (const file of [...productFiles(), ...others.map((name) => join(root, name))])
    digest.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return digest.digest('hex').slice(0, 16);
}

/** Those that no run of today made. */
function removeOldProducts(): void {
  const cache = join(root, '.cache');
  for (const name of readdirSync(cache)) {
    if (!name.startsWith('product-')) continue;
    const path = join(cache, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > 86_400_000) rmSync(path, { recursive: true, force: true });
  }
}

function makeProgram(directory: string): void {
  const words = [join(root, 'scripts/build-program.mjs'), join(directory, 'dist')];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The program was not made: ${stderr}`);
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

  /** The log as far as it was written: of what arrives in pieces, whole lines. */
  get lines(): Record<string, unknown>[] {
    return this.output
      .split('\n')
      .slice(0, -1)
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
