import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ours } from '../../src/common/sql.js';
import type { DatabaseTarget } from '../../src/config/database-target.js';
import { sql } from '../../src/common/sql.js';
import type { WriteTransaction } from '../../src/database/access.js';
import { change } from '../../src/database/ask.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { migrate, pendingMigrations } from '../../src/database/schema.js';
import { entities } from '../../src/entities.js';
import { dialect, makeTestDatabase, type TestDatabase } from '../support/test-database.js';

@Entity('notes')
class Note {
  @PrimaryColumn('text')
  id!: string;

  @Column({ type: 'text', nullable: true })
  parent!: string | null;
}

let testDatabase: TestDatabase;
let database: Database;

const open = (target: DatabaseTarget = testDatabase.target, poolSize = 8) =>
  openDatabase(target, [...entities, Note], { poolSize });

beforeAll(async () => {
  testDatabase = await makeTestDatabase();
  database = await open();
  await database.write(({ manager }) =>
    manager.query(
      'CREATE TABLE notes (id text PRIMARY KEY, parent text REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)',
    ),
  );
});
beforeEach(() => database.write(({ manager }) => manager.query('DELETE FROM notes')));
afterAll(async () => {
  await database.close();
  await testDatabase.remove();
});

const note = (id: string, parent: string | null = null) => ({ id, parent });
const insert = (id: string) => (transaction: WriteTransaction) => transaction.manager.insert(Note, note(id));
const ids = async (of = database) =>
  (await of.read(({ manager }) => manager.find(Note, { order: { id: 'ASC' } }))).map(({ id }) => id);
const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets a test say when a transaction goes on. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

class Deliberate extends Error {}
/** A transaction that has written `id`, waits at the gate, and then rolls back. */
function doomed(id: string) {
  const [written, end] = [gate(), gate()];
  const outcome = database
    .write(async (transaction) => {
      await insert(id)(transaction);
      written.open();
      await end.passed;
      throw new Deliberate();
    })
    .then(
      () => 'committed',
      (error: unknown) => (error instanceof Deliberate ? 'rolled back' : error),
    );
  return { written: written.passed, end: end.open, outcome };
}

describe('a rollback', () => {
  it('takes nobody else’s answered write with it, and nobody ever sees the row that it takes', async () => {
    const a = doomed('a');
    await a.written;
    const answered: string[] = [];
    const b = database.write(insert('b')).then(() => answered.push('b'));
    const c = database
      .write((transaction) => transaction.manager.save(Note, note('c')))
      .then(() => answered.push('c'));
    for (let look = 0; look < 10; look += 1) {
      expect(await ids()).not.toContain('a');
      await turn(5);
    }
    if (dialect === 'sqlite') expect(answered).toEqual([]);
    a.end();
    await Promise.all([b, c]);
    expect(await a.outcome).toBe('rolled back');
    expect(answered.sort()).toEqual(['b', 'c']);
    expect(await ids()).toEqual(['b', 'c']);
  });

  it('among two hundred writes at once takes exactly its own rows', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const id = `n${String(n).padStart(3, '0')}`;
        const work = async (transaction: WriteTransaction) => {
          await insert(id)(transaction);
          await transaction.manager.count(Note);
          if (n % 3 === 0) throw new Deliberate();
        };
        return database.write(work).then(
          () => [id],
          () => [],
        );
      }),
    );
    expect(outcomes.flat()).toHaveLength(133);
    expect(await ids()).toEqual(outcomes.flat().sort());
  });

  it('runs nothing that was to follow the commit, and a commit runs it once, in order', async () => {
    const acts: string[] = [];
    const writing = (id: string, fails: boolean) =>
      database.write(async (transaction) => {
        transaction.afterCommit(() => acts.push(`${id}1`));
        await insert(id)(transaction);
        transaction.afterCommit(() => acts.push(`${id}2`));
        expect(acts.join()).not.toContain(id);
        if (fails) throw new Deliberate();
      });
    await expect(writing('a', true)).rejects.toBeInstanceOf(Deliberate);
    expect(acts).toEqual([]);
    await writing('b', false);
    expect(acts).toEqual(['b1', 'b2']);
    expect(await ids()).toEqual(['b']);
  });

  it('undoes save() and a nested transaction() inside write too', async () => {
    const nested = (fails: boolean) =>
      database.write(async ({ manager }) => {
        await manager.save(Note, [note('a'), note('b', 'a')]);
        await manager.transaction((inner) => inner.insert(Note, note('c')));
        await expect(
          manager.transaction(async (inner) => {
            await inner.insert(Note, note('d'));
            throw new Deliberate();
          }),
        ).rejects.toBeInstanceOf(Deliberate);
        if (fails) throw new Deliberate();
      });
    await expect(nested(true)).rejects.toBeInstanceOf(Deliberate);
    expect(await ids()).toEqual([]);
    await nested(false);
    expect(await ids()).toEqual(['a', 'b', 'c']);
  });
});

describe('a commit that the database refuses', () => {
  it('answers the error, leaves no row, and the writers behind it go on', async () => {
    const acts: string[] = [];
    const orphan = database.write(async (transaction) => {
      transaction.afterCommit(() => acts.push('orphan'));
      await transaction.manager.insert(Note, note('orphan', 'nobody'));
      return 'answered';
    });
    const next = database.write(insert('next'));
    await expect(orphan).rejects.toMatchObject({
      driverError: { code: dialect === 'sqlite' ? 'SQLITE_CONSTRAINT_FOREIGNKEY' : '23503' },
    });
    await next;
    await database.write(insert('later'));
    expect(acts).toEqual([]);
    expect(await ids()).toEqual(['later', 'next']);
  });

  it('a failed statement in the middle does not end the queue either', async () => {
    const broken = database.write(({ manager }) => manager.query('INSERT INTO nowhere VALUES (1)'));
    await expect(broken).rejects.toThrow();
    const twice = database.write(async (transaction) => {
      await insert('same')(transaction);
      await insert('same')(transaction);
    });
    await expect(twice).rejects.toThrow();
    await database.write(insert('fine'));
    expect(await ids()).toEqual(['fine']);
    expect(database.pendingWrites).toBe(0);
  });
});

/** Writes rows at once, some of which do what the others must not suffer from; who was answered, and how often each ran. */
async function burst(count: number, spoil: (n: number, transaction: WriteTransaction) => Promise<void>) {
  const runs = new Map<string, number>();
  const acts: string[] = [];
  const outcomes = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const id = `n${String(n).padStart(3, '0')}`;
      const work = async (transaction: WriteTransaction) => {
        runs.set(id, (runs.get(id) ?? 0) + 1);
        transaction.afterCommit(() => acts.push(id));
        await insert(id)(transaction);
        await spoil(n, transaction);
      };
      return database.write(work).then(
        () => [id],
        () => [],
      );
    }),
  );
  return { answered: outcomes.flat().sort(), acts: acts.sort(), runs };
}

describe('a statement that comes last', () => {
  const insertion = (id: string, parent: string | null = null) =>
    sql`INSERT INTO notes (id, parent) VALUES (${id}, ${parent})`;

  it('stands with the rest, in its order', async () => {
    await database.write(async (transaction) => {
      transaction.lastly(insertion('b', 'a'));
      transaction.lastly(sql`UPDATE notes SET parent = ${'b'} WHERE id = ${'b'}`);
      await insert('a')(transaction);
      expect(await transaction.manager.count(Note)).toBe(1);
    });
    expect(await database.read(({ manager }) => manager.find(Note, { order: { id: 'ASC' } }))).toEqual([
      note('a'),
      note('b', 'b'),
    ]);
  });

  it.each([
    ['is refused', (id: string) => insertion(id)],
    ['leaves what the commit refuses', () => insertion('orphan', 'nobody')],
  ])('and %s takes everything with it, and nothing of others', async (_, last) => {
    const acts: string[] = [];
    const [spoilt, fine] = await Promise.allSettled([
      database.write(async (transaction) => {
        transaction.afterCommit(() => acts.push('spoilt'));
        await insert('a')(transaction);
        transaction.lastly(last('a'));
      }),
      database.write(insert('fine')),
    ]);
    expect(spoilt.status).toBe('rejected');
    expect(fine.status).toBe('fulfilled');
    expect(acts).toEqual([]);
    await database.write(insert('later'));
    expect(await ids()).toEqual(['fine', 'later']);
  });
});

describe('writes at the same time', () => {
  it('stand or fall one by one where the database refuses a commit', async () => {
    const { answered, acts, runs } = await burst(40, async (n, { manager }) => {
      if (n % 10 === 3) await manager.insert(Note, note(`orphan${n}`, 'nobody'));
    });
    expect(answered).toHaveLength(36);
    expect(acts).toEqual(answered);
    expect(await ids()).toEqual(answered);
    expect(Math.max(...runs.values())).toBeLessThanOrEqual(2);
  });
});

if (dialect === 'sqlite') {
  describe('on SQLite', () => {
    it('writes at the same time share a commit', async () => {
      const statements = jest.spyOn(database.writer.createQueryRunner(), 'query');
      try {
        const { answered } = await burst(60, async () => undefined);
        expect(answered).toHaveLength(60);
        const commits = statements.mock.calls.filter(([text]) => text === 'COMMIT');
        expect(commits.length).toBeGreaterThan(0);
        expect(commits.length).toBeLessThan(30);
      } finally {
        statements.mockRestore();
      }
    });

    it('a transaction that SQLite gives up takes no other one with it', async () => {
      const { answered, acts } = await burst(20, async (n, { manager }) => {
        if (n === 7) await manager.query('ROLLBACK');
      });
      expect(answered).toHaveLength(19);
      expect(acts).toEqual(answered);
      expect(await ids()).toEqual(answered);
      await database.write(insert('later'));
      expect(await ids()).toContain('later');
    });

    it('a long transaction leaves turns to others', async () => {
      let turns = 0;
      let isOver = false;
      const count = () => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      let meanwhile = 0;
      await database.write(async (transaction) => {
        const before = turns;
        for (const until = performance.now() + 3_000; meanwhile <= 4 && performance.now() < until;) {
          await change(transaction, ours("DELETE FROM notes WHERE id = ''"));
          meanwhile = turns - before;
        }
      });
      isOver = true;
      expect(meanwhile).toBeGreaterThan(4);
    });

    const file = () => (testDatabase.target as { file: string }).file;

    it('a write through read is refused, also while a transaction is open', async () => {
      const a = doomed('a');
      await a.written;
      for (const attempt of [
        () => database.read(({ manager }) => manager.insert(Note, note('sly'))),
        () => database.read(({ manager }) => manager.query("DELETE FROM notes WHERE id = 'a'")),
        () => database.read(({ manager }) => manager.query('CREATE TABLE sly (id text)')),
        () => database.read(({ manager }) => manager.transaction((inner) => inner.insert(Note, note('sly')))),
      ])
        await expect(attempt()).rejects.toThrow();
      a.end();
      await a.outcome;
      expect(await ids()).toEqual([]);
    });

    it('another process’s lock is waited for while the event loop and the readers go on', async () => {
      await database.write(insert('before'));
      const other = new BetterSqlite3(file());
      other.exec("BEGIN IMMEDIATE; INSERT INTO notes (id) VALUES ('other')");
      let done = false;
      const waiting = database.write(insert('mine')).then(() => (done = true));
      const from = Date.now();
      for (let looks = 0; looks < 6 || Date.now() - from < 300; looks += 1) {
        expect(await ids()).toEqual(['before']);
        await turn(5);
      }
      expect(done).toBe(false);
      other.exec('COMMIT');
      other.close();
      await waiting;
      expect(await ids()).toEqual(['before', 'mine', 'other']);
    });

    it('two processes that write at once lose nothing', async () => {
      const second = await open();
      const writes = Array.from({ length: 40 }, (_, n) => {
        const id = `p${String(n).padStart(2, '0')}`;
        return (n % 2 === 0 ? database : second).write(insert(id)).then(() => id);
      });
      const written = await Promise.all(writes);
      expect(await ids(second)).toEqual(written.sort());
      await second.close();
    });
  });
}

if (dialect === 'postgres') {
  it.each([
    ['of a server is bounded', {}, ['30s', '10s']],
    ['of a command over whole tables takes as long as it takes', { isUnhurried: true }, ['0', '0']],
  ])('work %s', async (_title, hurry, bounds) => {
    const opened = await openDatabase(testDatabase.target, entities, { poolSize: 1, ...hurry });
    const shown = await opened.read(async ({ manager }) => {
      const settings = ['statement_timeout', 'idle_in_transaction_session_timeout'];
      const rows = settings.map((setting) => manager.query<Record<string, string>[]>(`SHOW ${setting}`));
      return (await Promise.all(rows)).flatMap(([row]) => Object.values(row ?? {}));
    });
    await opened.close();
    expect(shown).toEqual(bounds);
  });
}

it('a transaction that PostgreSQL gave up, or that waited, leaves a connection for the next: fifty through a pool of one', async () => {
  const narrow = await open(testDatabase.target, 1);
  const writes = Array.from({ length: 50 }, (_, n) =>
    narrow.write(async (transaction) => {
      await insert(`w${String(n).padStart(2, '0')}`)(transaction);
      if (n % 2 === 0) throw new Deliberate();
    }),
  );
  const settled = await Promise.allSettled(writes);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
  expect(await ids(narrow)).toHaveLength(25);
  await narrow.close();
});

it('five processes that migrate at once apply each migration once', async () => {
  const empty = await makeTestDatabase();
  const nodes = await Promise.all(Array.from({ length: 5 }, () => open(empty.target, 2)));
  try {
    const ran = await Promise.all(nodes.map((node) => migrate(node)));
    const names = ran.flat();
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    for (const node of nodes) {
      expect(await pendingMigrations(node)).toEqual([]);
      const rows = await node.read(({ manager }) =>
        manager.query<{ name: string }[]>('SELECT name FROM migrations'),
      );
      expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort());
    }
  } finally {
    for (const node of nodes) await node.close();
    await empty.remove();
  }
});
