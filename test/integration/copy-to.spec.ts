import { randomBytes } from 'node:crypto';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { Dialect } from '../../src/config/database-target.js';
import { newId } from '../../src/common/ids.js';
import { Booking } from '../../src/bookings/booking.entity.js';
import { BookingMeta } from '../../src/bookings/booking-meta.entity.js';
import { openDatabase } from '../../src/database/open-database.js';
import { entities } from '../../src/entities.js';
import { Issuer } from '../../src/tenants/issuer.entity.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { User } from '../../src/users/user.entity.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildKeySetConfiguration, buildTenant } from '../builders/tenancy.js';
import { CommandLine, type CommandResult } from '../support/command-line.js';
import { bytesOf } from '../support/door.js';
import { makeSqliteFile } from '../support/sqlite-file.js';
import { dialect, makeTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  migrateTestDatabase,
  startAnotherServer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';

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

/** Every row of every entity, alike on both databases, in an order of its own. */
async function contents({ target }: TestDatabase): Promise<Record<string, string[]>> {
  const database = await openDatabase(target, entities, { poolSize: 1 });
  try {
    const found: Record<string, string[]> = {};
    for (const entity of entities) {
      const rows = await database.read(({ manager }) => manager.find<object>(entity as never));
      found[database.writer.getMetadata(entity).tableName] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  } finally {
    await database.close();
  }
}

const countsOf = (found: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(found).map(([table, rows]) => [table, rows.length]));
const countsSaid = ({ json }: CommandResult) =>
  Object.fromEntries(json.tables.map(({ table, rows }: { table: string; rows: number }) => [table, rows]));

async function execute({ target }: TestDatabase, ...statements: string[]): Promise<void> {
  if (target.dialect === 'sqlite') {
    const connection = new BetterSqlite3(target.file);
    connection.pragma('foreign_keys = OFF');
    for (const statement of statements) connection.exec(statement);
    connection.close();
    return;
  }
  const client = new Client({ connectionString: target.url });
  await client.connect();
  // Foreign keys are not looked at.
  await client.query('SET session_replication_role = replica');
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const hostile = `'; DROP TABLE bookings; -- "\\" \u{1F984}\u{200D}\u{2764}\u{FE0F} \u202E%_$1 ? :a {{x}} \u0007`;
const longId = `\u{1F984}'"\\${'ø'.repeat(251)}`;
const hour = { start: '2030-05-01T10:00:00+02:00', end: '2030-05-01T11:00:00+02:00' };

/** A merchant's world behind HTTP, and the requests by which it is told from another. */
async function settle(server: TestServer) {
  const tenant = await buildTenant(server, { settings: { device_limit: 2 }, timezone: 'Europe/Copenhagen' });
  const other = await buildTenant(server, { mode: 'test' });
  const hs = await buildConfiguration(server, tenant, { algorithm: 'HS512' });
  const rs = await buildConfiguration(server, tenant, {
    algorithm: 'RS256',
    claimMap: { name: hostile },
    audience: [hostile, '2'],
    requireExp: true,
  });
  await buildKeySetConfiguration(server, other, {
    issuer: 'https://issuer.example/',
    jwksUri: 'https://issuer.example/jwks',
    enabled: false,
  });
  await server.database.write(({ manager }) =>
    manager.insert(Issuer, { canonical: 'https://issuer.example', tenantId: other.id, mode: 'jwks' }),
  );
  const resource = await buildResource(server, tenant, {
    name: hostile,
    tags: [hostile, ''],
    meta: { '': 'nothing', 10: 'ten', 9: 'nine', constructor: [null, 1e300, -0.5, { toString: hostile }] },
  });
  const tokens = [
    hs.token({ id: longId, name: hostile, email: 'Ø@X.example' }),
    rs.token({ id: 'é', [hostile]: `mapped ${hostile}`, aud: hostile }),
    rs.token({ id: 'e\u0301', aud: '2' }),
  ];
  for (const bearer of tokens) expect((await server.request('/v2/me', { bearer })).status).toBe(200);
  await seeAll(server);
  const customer = { name: hostile, email: 'Bo@Example.com', phone: '+45 1', '10': 1, '9': { toString: 2 } };
  const meta = { '': 'e', 10: 1, 9: 2, toString: hostile, list: [true, null, { 1: '\u0001' }], long: longId };
  const repeated: RequestOptions = {
    method: 'POST',
    body: { ...hour, resource_id: resource.id, what: hostile, where: '', customer, meta },
    basic: tenant.secret,
    headers: { 'Idempotency-Key': 'only-once' },
  };
  const made = await server.request('/v2/bookings', repeated);
  expect({ status: made.status, errors: made.body.errors }).toEqual({ status: 201, errors: undefined });
  const own = { method: 'POST', body: hour, bearer: tokens[0] as string };
  expect((await server.request('/v2/bookings', own)).status).toBe(201);
  await multiply(server, 620);
  const asked: [string, RequestOptions][] = [
    ['/v2/users?limit=20', { basic: tenant.secret }],
    ['/v2/bookings?limit=20', { basic: tenant.secret }],
    [`/v2/bookings/${made.body.data.id}?include=user`, { basic: tenant.secret }],
    ['/v2/bookings?search=meta.10:1', { basic: tenant.secret }],
    [`/v2/bookings/${made.body.data.id}`, { basic: other.secret }],
    ['/v2/bookings', { basic: tenant.widgetSecret }],
    ['/v2/bookings', repeated],
    ...tokens.map((bearer): [string, RequestOptions] => ['/v2/me', { bearer }]),
    ['/v2/me/bookings', { bearer: tokens[0] as string }],
    ['/v2/me', { bearer: `${tokens[0]}x` }],
  ];
  return async (of: TestServer) => {
    const answers: string[] = [];
    for (const [path, options] of asked) {
      const headers = { ...options.headers, 'X-Request-Id': 'request-0001' };
      answers.push(`${path} ${bytesOf(await of.request(path, { ...options, headers }))}`);
    }
    return answers;
  };
}

/** Writes down that all users were seen: for a minute this server writes it no more, and rows stay as they are. */
async function seeAll(server: TestServer): Promise<void> {
  const lastSeen = server.app.get(LastSeen);
  const users = await server.database.read(({ manager }) => manager.find(User));
  for (const { tenantId, id } of users) lastSeen.record(tenantId, id);
  await lastSeen.flush();
}

/** So many that every kind of row needs several pages. */
async function multiply(server: TestServer, times: number): Promise<void> {
  await server.database.write(async ({ manager }) => {
    const [user, booking] = [await manager.find(User), await manager.find(Booking)];
    const all = <Row extends object>(row: Row, members: (n: number) => Partial<Row>) =>
      Array.from({ length: times }, (_, n) => ({ ...row, ...members(n) }));
    const bookings = all(booking[0]!, () => ({ id: newId() }));
    await manager.save(
      User,
      all(user[0]!, (n) => ({ id: newId(), externalId: `${hostile}${n}`, disabled: n % 2 === 0 })),
      { chunk: 500 },
    );
    await manager.save(Booking, bookings, { chunk: 500 });
    await manager.save(
      BookingMeta,
      bookings.map(({ tenantId, id, createdAt }) => ({
        tenantId,
        key: 'toString',
        value: 'same',
        createdAt,
        bookingId: id,
      })),
      { chunk: 500 },
    );
  });
}

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
    const ask = await settle(server);
    const answers = await ask(server);
    expect(answers.map((answer) => answer.split('\n')[0]!.split(' ')[1])).toEqual([
      '200',
      '200',
      '200',
      '200',
      '404',
      '403',
      '201',
      '200',
      '200',
      '200',
      '200',
      '401',
    ]);
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

describe('a target that cannot be used', () => {
  let source: TestDatabase;
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

  it('a table that is left behind has no rows worth a copy: only the migrations and the feed have no entity', async () => {
    const connection = new BetterSqlite3((source.target as { file: string }).file);
    const tables = connection
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    connection.close();
    const copied = Object.keys(await contents(source));
    expect(tables.filter((name) => !copied.includes(name)).sort()).toEqual(['change_feed', 'migrations']);
  });

  it('while the source is copied nobody else writes to it', async () => {
    const target = makeSqliteFile();
    try {
      const seen: string[] = [];
      const rival = new BetterSqlite3((source.target as { file: string }).file, { timeout: 0 });
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
      expect(existsSync(target.file)).toBe(true);
    } finally {
      await target.remove();
    }
  });
});
