import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

/** Compares a file of the repository with what it has to say; `npm run docs` writes it instead (COUNTERSIGN_TEST_WRITE=1). */
export function expectCommitted(path: string, text: string): void {
  const file = join(root, path);
  if (process.env['COUNTERSIGN_TEST_WRITE'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}
