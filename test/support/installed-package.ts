import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const compilerOptions = '--noEmit --strict --target es2022 --lib es2022,dom --module nodenext';

/** A merchant's program in a folder of its own, which has the package installed. */
export class InstalledPackage {
  readonly directory = mkdtempSync(join(tmpdir(), 'countersign-package-'));

  constructor() {
    mkdirSync(join(this.directory, 'node_modules'));
    symlinkSync(root, join(this.directory, 'node_modules', 'countersign'));
    writeFileSync(join(this.directory, 'package.json'), '{"type":"module"}');
  }

  /** What TypeScript has against a program of this text; empty where it has nothing. */
  compile(source: string): string {
    writeFileSync(join(this.directory, 'page.ts'), source);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    try {
      execFileSync(process.execPath, [tsc, ...compilerOptions.split(' '), 'page.ts'], {
        cwd: this.directory,
      });
      return '';
    } catch (error) {
      return String((error as { stdout: Buffer }).stdout);
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
