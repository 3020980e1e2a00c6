import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

/** A merchant's program that has the package installed. */
describe('countersign/search', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-search-'));
    mkdirSync(join(directory, 'node_modules'));
    symlinkSync(root, join(directory, 'node_modules', 'countersign'));
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const compile = (source: string): string => {
    writeFileSync(join(directory, 'page.ts'), source);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = '--noEmit --strict --target es2022 --lib es2022,dom --module nodenext';
    try {
      execFileSync(process.execPath, [tsc, ...options.split(' '), 'page.ts'], { cwd: directory });
      return '';
    } catch (error) {
      return String((error as { stdout: Buffer }).stdout);
    }
  };

  it('has types that a program compiles against', () => {
    const create = `import 'countersign/search'; const search = document.createElement('booking-search');`;
    expect(
      compile(`${create}
        import type { BookingSearchElement } from 'countersign/search';
        const same: BookingSearchElement = search;
        same.token = 't'; same.widgetKey = 'w'; same.experience = 'e'; same.api = 'https://countersign.example';
        search.addEventListener('slot-chosen', (event) => { event.preventDefault(); const start: string = event.detail.start; });
        search.addEventListener('booking-created', ({ detail }) => console.log(detail.id, detail.state));
      `),
    ).toBe('');
    expect(compile(`${create} search.widgetkey = 'w';`)).toContain('widgetKey');
  });

  it('is the module that the server sends', () => {
    const found = createRequire(pathToFileURL(join(directory, 'page.js'))).resolve('countersign/search');
    expect(readFileSync(found, 'utf8')).toBe(readFileSync(join(root, 'web/dist/search.js'), 'utf8'));
  });
});
