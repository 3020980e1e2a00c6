import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { CommandLine } from '../support/command-line.js';
import { makeSqliteFile } from '../support/sqlite-file.js';
import { contents, countsOf, execute } from '../support/stored-rows.js';
import { dialect, makeTestDatabase } from '../support/test-database.js';
import { migrateTestDatabase } from '../support/test-server.js';

const masterKey = randomBytes(32).toString('base64');

describe('copy-to from an SQLite file', () => {
  let source: ReturnType<typeof makeSqliteFile>;
  const run = (url: string) =>
    new CommandLine({ DATABASE_URL: source.url, COUNTERSIGN_MASTER_KEY: masterKey }).run(
      'copy-to',
      url,
      '--yes',
    );

  beforeEach(async () => {
    source = makeSqliteFile();
    await migrateTestDatabase(source);
  });
  afterEach(() => source.remove());

  it.each([
    [
      'postgres://u:hush@127.0.0.1:1/shop',
      'The target postgres://127.0.0.1:1/shop cannot be reached: nothing listens there.',
    ],
    ['postgres://u:1#hush@127.0.0.1:1/shop', /^The target is postgres:\/\/USER:PASSWORD@/],
    ['mysql://u:hush@127.0.0.1:1/shop', /^The target is sqlite:PATH or postgres:/],
  ])('%s: one clear line, without the password', async (url, line) => {
    const { code, out, err } = await run(url);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    expect(err).not.toContain('\n');
    expect(out + err).not.toContain('hush');
  });

  if (dialect === 'postgres') {
    it('a wrong password and a missing database are told apart, and the password is not shown', async () => {
      const admin = new URL(process.env['COUNTERSIGN_TEST_POSTGRES'] as string);
      const missing = new URL('/nowhere', admin);
      const wrong = new URL(admin);
      wrong.password = 'hush';
      expect((await run(missing.href)).err).toMatch(/cannot be reached: it has no database of this name/);
      const refused = await run(wrong.href);
      expect(refused.err).toMatch(/cannot be reached: it refuses the user or the password\.$/);
      expect(refused.err).not.toContain('hush');
    });

    it('text that PostgreSQL cannot hold stops the copy at its table and leaves nothing there', async () => {
      const target = await makeTestDatabase();
      try {
        await execute(
          source,
          "INSERT INTO tenants VALUES ('0197a000-0000-7000-8000-000000000001', 'acme', 'a' || char(0), 'live', 'UTC', '{}', 1, 1)",
        );
        expect((await run(target.url)).err).toContain('The copy stopped at tenants; nothing was copied.');
        expect(new Set(Object.values(countsOf(await contents(target))))).toEqual(new Set([0]));
      } finally {
        await target.remove();
      }
    });
  }

  it('a table that is left behind has no rows worth a copy: only the migrations, the feed and the search index have no entity', async () => {
    const connection = new BetterSqlite3(source.file);
    const tables = connection
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    connection.close();
    const copied = Object.keys(await contents(source));
    const left = tables.filter((name) => !copied.includes(name) && !name.startsWith('search_terms'));
    // The index is made anew from what it stands for.
    expect(left.sort()).toEqual(['change_feed', 'migrations', 'search_documents']);
  });

  it('while the source is copied nobody else writes to it', async () => {
    const target = makeSqliteFile();
    try {
      const seen: string[] = [];
      const rival = new BetterSqlite3(source.file, { timeout: 0 });
      const countersign = new CommandLine({ DATABASE_URL: source.url, COUNTERSIGN_MASTER_KEY: masterKey });
      countersign.onNote = (line) => {
        if (!line.startsWith('tenants:')) return;
        try {
          rival.exec('DELETE FROM tenants');
          seen.push('written');
        } catch (error) {
          seen.push((error as { code: string }).code);
        }
      };
      expect((await countersign.run('copy-to', target.url, '--yes')).code).toBe(0);
      rival.close();
      expect(seen).toEqual(['SQLITE_BUSY']);
      expect(countsOf(await contents(target))).toEqual(countsOf(await contents(source)));
    } finally {
      await target.remove();
    }
  });
});
