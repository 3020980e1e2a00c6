import { randomBytes } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Dialect } from '../../src/config/database-target.js';
import { newId } from '../../src/common/ids.js';
import { buildHostileMerchant } from '../builders/hostile-merchant.js';
import { CommandLine, type CommandResult } from '../support/command-line.js';
import { makeSqliteFile } from '../support/sqlite-file.js';
import { contents, countsOf, execute } from '../support/stored-rows.js';
import { dialect, makeTestDatabase, type TestDatabase } from '../support/test-database.js';
import { migrateTestDatabase, startAnotherServer } from '../support/test-server.js';

/** Every way that goes through the suite's database: no project leaves this file out. */
const ways: readonly (readonly [Dialect, Dialect])[] =
  dialect === 'postgres'
    ? [
        ['sqlite', 'postgres'],
        ['postgres', 'sqlite'],
      ]
    : [['sqlite', 'sqlite']];

const make = async (kind: Dialect): Promise<TestDatabase> =>
  kind === 'sqlite' ? makeSqliteFile() : makeTestDatabase();
const masterKey = randomBytes(32).toString('base64');
const serverOn = (testDatabase: TestDatabase) =>
  startAnotherServer({ testDatabase, configuration: { masterKey } });
const countsSaid = ({ json }: CommandResult) =>
  Object.fromEntries(json.tables.map(({ table, rows }: { table: string; rows: number }) => [table, rows]));

describe.each(ways)('copy-to from %s to %s', (from, to) => {
  let [source, target]: TestDatabase[] = [];
  let countersign: CommandLine;
  const run = (...words: string[]) => countersign.run('copy-to', target!.url, ...words);

  beforeEach(async () => {
    [source, target] = [await make(from), await make(to)];
    await migrateTestDatabase(source);
    countersign = new CommandLine({ DATABASE_URL: source.url, COUNTERSIGN_MASTER_KEY: masterKey });
  });
  afterEach(async () => {
    await source?.remove();
    await target?.remove();
  });

  it('leaves a database on which a server answers the same bytes to every credential', async () => {
    const server = await serverOn(source!);
    const ask = await buildHostileMerchant(server);
    const answers = await ask(server);
    const statuses = answers.map((answer) => answer.split('\n')[0]!.split(' ')[1]);
    expect(statuses.join(' ')).toBe('200 200 200 200 200 404 403 201 200 200 200 200 401');
    await server.close();
    const before = await contents(source!);
    const copied = await run('--yes', '--json');
    expect({ code: copied.code, err: copied.err }).toEqual({ code: 0, err: expect.any(String) });
    const after = await contents(target!);
    expect(after).toEqual(before);
    expect(countsSaid(copied)).toEqual(countsOf(before));
    expect(Object.values(countsOf(before)).every((count) => count > 0)).toBe(true);
    expect(countsOf(before)).toMatchObject({ users: 623, bookings: 622 });
    const copy = await serverOn(target!);
    try {
      expect(await ask(copy)).toEqual(answers);
    } finally {
      await copy.close();
    }
    expect(await contents(source!)).toEqual(before);
    const onTarget = new CommandLine({ DATABASE_URL: target!.url, COUNTERSIGN_MASTER_KEY: masterKey });
    const verified = await onTarget.run('journal', 'verify', '--json');
    expect(
      verified.json.map(({ rows, intact }: { rows: number; intact: boolean }) => [rows, intact]),
    ).toEqual(expect.arrayContaining([[2, true]]));
    expect(verified.code).toBe(0);
  });

  it('says what it copies as it goes, where the copy lies and what is to be done next, without a password', async () => {
    await countersign.run('tenant', 'create', 'acme');
    const { code, out, err } = await run('--yes');
    expect(code).toBe(0);
    expect(err).toContain('Stop every server');
    expect(err).toContain('tenants: 1 rows');
    expect(out).toMatch(/^table +rows\n/);
    expect(out).toContain('COUNTERSIGN_MASTER_KEY');
    expect(out).toContain('DATABASE_URL');
    const { password } = new URL(target!.url);
    expect(out + err).not.toContain(masterKey);
    expect(out + err).not.toMatch(/postgres:\/\/[^/]*@/);
    if (to === 'postgres') expect(out + err).not.toContain(`:${password}@`);
  });

  it('refuses a second copy, and changes nothing by it', async () => {
    await countersign.run('tenant', 'create', 'acme');
    expect((await run('--yes')).code).toBe(0);
    const before = await contents(target!);
    await countersign.run('tenant', 'create', 'later');
    const second = await run('--yes');
    expect(second.code).toBe(1);
    expect(second.err).toContain('has tenants already');
    expect(await contents(target!)).toEqual(before);
  });

  it('leaves the target empty where a row in the middle is refused, and copies once it is put right', async () => {
    await countersign.run('tenant', 'create', 'acme');
    const [{ id }] = (await contents(source!))['tenants']!.map((row) => JSON.parse(row)) as [{ id: string }];
    await execute(
      source!,
      `INSERT INTO booking_meta (tenant_id, key, value, created_at, booking_id) VALUES ('${id}', 'k', 'v', 1, '${newId()}')`,
    );
    const failed = await run('--yes');
    expect(failed.code).toBe(1);
    expect(failed.out).toBe('');
    expect(failed.err).toMatch(
      /The copy stopped at booking_meta; nothing was copied\. The database refused: /,
    );
    expect(new Set(Object.values(countsOf(await contents(target!))))).toEqual(new Set([0]));
    await execute(source!, 'DELETE FROM booking_meta');
    expect((await run('--yes')).code).toBe(0);
    expect(await contents(target!)).toEqual(await contents(source!));
  });

  it('asks first; without an answer nothing is touched', async () => {
    const silent = await run();
    expect({ code: silent.code, out: silent.out }).toEqual({ code: 1, out: '' });
    expect(silent.err).toContain('--yes');
    countersign.answer = 'n';
    expect((await run()).err).toBe('Nothing was changed.');
    await expect(contents(target!)).rejects.toThrow(/tenants/);
    countersign.answer = 'y';
    expect((await run()).code).toBe(0);
    expect(countersign.asked[0]).toContain('Stop every server');
    expect(countersign.asked.join()).not.toMatch(/:\/\/[^/]*@/);
  });

  it('refuses a source that is not up to date, and touches nothing', async () => {
    const empty = await make(from);
    try {
      const environment = { DATABASE_URL: empty.url, COUNTERSIGN_MASTER_KEY: masterKey };
      const refused = await new CommandLine(environment).run('copy-to', target!.url, '--yes');
      expect(refused.code).toBe(1);
      expect(refused.err).toContain('run "countersign migrate" first');
      await expect(contents(target!)).rejects.toThrow(/tenants/);
    } finally {
      await empty.remove();
    }
  });

  it('refuses to copy a database into itself, by whatever name', async () => {
    const alias = join(source!.directory, 'alias.sqlite');
    if (source!.target.dialect === 'sqlite') symlinkSync(source!.target.file, alias);
    const again = from === 'sqlite' ? `sqlite:${alias}` : `${source!.url}?application_name=alias`;
    for (const url of [source!.url, again]) {
      const refused = await countersign.run('copy-to', url, '--yes');
      expect(refused).toMatchObject({ code: 1, err: 'The source and the target are the same database.' });
    }
  });
});
