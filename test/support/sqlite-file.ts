import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from './test-database.js';

/** A new, empty SQLite database whatever the suite's dialect is; its schema is not there yet. */
export function makeSqliteFile(): TestDatabase & { readonly file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const file = join(directory, 'countersign.sqlite');
  return {
    target: { dialect: 'sqlite', file },
    file,
    url: `sqlite:${file}`,
    directory,
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}
