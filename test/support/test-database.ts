import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
export const makeTestDatabase = (): Promise<TestDatabase> => newDatabase(null);

/** The file of a SQLite database that holds the schema and nothing else, once there is one. */
let schemaFile: Buffer | undefined;

/**
 * A new database whose schema is up to date. The schema is made once and copied, on PostgreSQL for all suites of a run, on SQLite
 * for one: `migrate` is asked by the first alone.
 */
export async function makeMigratedDatabase(
  migrate: (database: TestDatabase) => Promise<void>,
): Promise<TestDatabase> {
  if (dialect === 'postgres') return newDatabase(await schemaToCopy(migrate));
  const database = await newDatabase(null);
  const { file } = database.target as { readonly file: string };
  if (schemaFile !== undefined) writeFileSync(file, schemaFile);
  else {
    await migrate(database);
    schemaFile = readFileSync(file);
  }
  return database;
}

/** Name of the database that holds the schema and nothing else. */
async function schemaToCopy(migrate: (database: TestDatabase) => Promise<void>): Promise<string> {
  const name = 'schema_to_copy';
  const admin = adminUrl();
  await withClient(admin, async (client) => {
    // The lock ends with the connection.
    await client.query(`SELECT pg_advisory_lock(hashtext('${name}'))`);
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = '${name}'`);
    if (rowCount === 1) return;
    const unfinished = `${name}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished}`);
    await client.query(`CREATE DATABASE ${unfinished}`);
    const url = urlOf(admin, unfinished);
    await migrate({
      target: { dialect: 'postgres', url },
      url,
      directory: '',
      remove: async () => undefined,
    });
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

async function newDatabase(template: string | null): Promise<TestDatabase> {
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
  const admin = adminUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(admin, `CREATE DATABASE ${name}${template === null ? '' : ` TEMPLATE ${template}`}`);
  const url = urlOf(admin, name);
  return {
    target: { dialect, url },
    url,
    directory,
    remove: async () => {
      await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
      removeDirectory();
    },
  };
}

function adminUrl(): string {
  const admin = process.env['COUNTERSIGN_TEST_POSTGRES'];
  if (admin === undefined)
    throw new Error('The suite needs PostgreSQL: run it in a project that starts one (jest.config.mjs).');
  return admin;
}

function urlOf(admin: string, name: string): string {
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}

const query = (url: string, sql: string): Promise<unknown> => withClient(url, (client) => client.query(sql));

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
