import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DatabaseTarget, Dialect } from '../../src/config/database-target.js';

/** The database that this run of the suite is about (see jest.config.mjs). */
export const dialect: Dialect = (globalThis as { dialect?: Dialect }).dialect ?? 'sqlite';

export interface TestDatabase {
  readonly target: DatabaseTarget;
  /** Value of DATABASE_URL for processes that a test starts. */
  readonly url: string;
  /** A folder of its own, for keys and files; removed with the database. */
  readonly directory: string;
  remove(): Promise<void>;
}

/** A new, empty database of the suite's dialect; its schema is not there yet. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  if (dialect === 'sqlite') {
    const file = join(directory, 'countersign.sqlite');
    return {
      target: { dialect, file },
      url: `sqlite:${file}`,
      directory,
      remove: async () => removeDirectory(),
    };
  }
  const admin = process.env['COUNTERSIGN_TEST_POSTGRES'];
  if (admin === undefined)
    throw new Error('The suite needs PostgreSQL: run it in a project that starts one (jest.config.mjs).');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(admin, `CREATE DATABASE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return {
    target: { dialect, url: url.href },
    url: url.href,
    directory,
    remove: async () => {
      await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
      removeDirectory();
    },
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
