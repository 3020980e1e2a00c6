import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/common/ids.js';
import { chainStart, contentDigest, linked } from '../../src/journal/chain.js';
import { systemActor } from '../../src/journal/journal-actor.js';
import { JournalHead } from '../../src/journal/journal-head.entity.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import type { ChainFinding } from '../../src/journal/verify-chain.js';
import { JournalRepository } from '../../src/journal/journal.repository.js';
import { Journal } from '../../src/journal/journal.service.js';
import { CommandLine } from '../support/command-line.js';
import { dialect } from '../support/test-database.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const at = Date.UTC(2030, 4, 1);
const minute = 60_000;
const journal = new Journal(new JournalRepository());

let workspace: TestWorkspace;
let countersign: CommandLine;
/** Slugs and ids of two tenants of each test's own. */
let acme: string;
let acmeId: string;
let bolt: string;
let boltId: string;
let count = 0;
const [first, second] = [newId(), newId()];

beforeAll(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
});
afterAll(() => workspace.remove());
beforeEach(async () => {
  count += 1;
  [acme, bolt] = [`acme-${count}`, `bolt-${count}`];
  acmeId = (await workspace.tenants.create({ slug: acme })).id;
  boltId = (await workspace.tenants.create({ slug: bolt })).id;
  await write(acmeId, 6);
  await write(boltId, 3);
});

/** Rows of two bookings in turn, one a minute. */
const write = (tenantId: string, rows: number, { database } = workspace) =>
  database.write((transaction) =>
    journal.append(
      transaction,
      tenantId,
      Array.from({ length: rows }, (_, n) => ({
        bookingId: n % 2 === 0 ? first : second,
        action: 'update',
        from: 'confirmed',
        to: 'confirmed',
        at: at + n * minute,
        by: { ...systemActor, requestId: `r-${n + 1}` },
        details: { n: n + 1, text: 'größer' },
      })),
    ),
  );

/** What someone with the database's password does. */
const tamper = (...statements: string[]) =>
  workspace.database.write(async ({ manager }) => {
    for (const statement of statements) await manager.query(statement);
  });
const rowsOf = (tenantId: string) =>
  workspace.database.read(({ manager }) =>
    manager.find(JournalRow, { where: { tenantId }, order: { sequence: 'ASC' } }),
  );
const verify = (...words: string[]) => countersign.run('journal', 'verify', ...words);

/** Words of a table, which is made before its tenant is. */
const named = (words: readonly string[]) => words.map((word) => (word === 'ACME' ? acme : word));

const placesOf = ({ findings }: { findings: readonly ChainFinding[] }) =>
  findings.map(({ problem, sequence }) => `${problem} ${sequence}`);

/** `problem row` of every finding about acme, whose neighbour stays intact. */
async function findings(): Promise<string[]> {
  const { code, json, err } = await verify('--tenant', acme, '--json');
  const [ofAcme] = json;
  const [ofBolt] = (await verify('--tenant', bolt, '--json')).json;
  expect(ofBolt).toMatchObject({ tenant: bolt, intact: true, findings: [] });
  expect([code, ofAcme.intact, err]).toEqual([1, false, `The journal of ${acme} is not what was written.`]);
  return placesOf(ofAcme);
}

describe('journal verify', () => {
  it('finds nothing wrong in what the product wrote, and prints the journal’s last row', async () => {
    const head = (await rowsOf(acmeId)).at(-1)!.hash;
    const { code, out, err } = await verify('--tenant', acme);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^tenant +rows +journal +last\nacme-\d+ +6 +intact +6:[0-9a-f]{64}$/);
    expect((await verify('--tenant', acme, '--json')).json).toEqual([
      {
        tenant: acme,
        rows: 6,
        intact: true,
        last: { sequence: 6, hash: head },
        findings: [],
        findings_total: 0,
      },
    ]);
  });

  it('looks at all tenants where none is named, and fails when one journal is wrong', async () => {
    const own = await openTestWorkspace();
    try {
      for (const slug of ['a', 'b', 'c']) {
        const { id } = await own.tenants.create({ slug });
        if (slug !== 'c') await write(id, 2, own);
        if (slug === 'b')
          await own.database.write(({ manager }) => manager.delete(JournalRow, { sequence: 2 }));
      }
      await own.database.write(({ manager }) =>
        manager.query(
          `DELETE FROM journal_heads WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'a')`,
        ),
      );
      const result = await new CommandLine(own.environment).run('journal', 'verify');
      expect([result.code, result.err]).toEqual([1, 'The journal of a, b is not what was written.']);
      expect(result.out).toMatch(/^a +1 +1 wrong .*\nb +1 +1 wrong .*\nc +0 +intact /m);
      expect(result.out).toMatch(/^b +2 +missing +the row is gone$/m);
    } finally {
      await own.remove();
    }
  });

  it('is content with a tenant that has no journal, and says which tenant it does not know', async () => {
    await workspace.tenants.create({ slug: 'new' });
    expect((await verify('--tenant', 'new')).out).toMatch(/^new +0 +intact +0:0{64}$/m);
    expect(await verify('--tenant', 'nobody')).toMatchObject({ code: 1, out: '' });
  });

  const acmes = () => `tenant_id = '${acmeId}'`;
  it.each<[string, () => string[], string[]]>([
    [
      'a changed state',
      () => [`UPDATE journal SET to_state = 'x' WHERE ${acmes()} AND sequence = 3`],
      ['changed 3'],
    ],
    [
      'a changed time',
      () => [`UPDATE journal SET at = at + 1 WHERE ${acmes()} AND sequence = 1`],
      ['changed 1'],
    ],
    [
      'a state that was taken out',
      () => [`UPDATE journal SET to_state = NULL WHERE ${acmes()} AND sequence = 6`],
      ['changed 6'],
    ],
    [
      'another booking',
      () => [`UPDATE journal SET booking_id = '${newId()}' WHERE ${acmes()} AND sequence = 2`],
      ['changed 2'],
    ],
    [
      'changed details',
      () => [`UPDATE journal SET details = '{}' WHERE ${acmes()} AND sequence = 2`],
      ['changed 2'],
    ],
    ['a removed middle row', () => [`DELETE FROM journal WHERE ${acmes()} AND sequence = 3`], ['missing 3']],
    ['a removed last row', () => [`DELETE FROM journal WHERE ${acmes()} AND sequence = 6`], ['missing 6']],
    ['all rows removed', () => [`DELETE FROM journal WHERE ${acmes()}`], ['missing 1']],
    [
      'all rows removed with the head',
      () => [
        `DELETE FROM journal WHERE ${acmes()} AND sequence > 1`,
        `DELETE FROM journal_heads WHERE ${acmes()}`,
      ],
      ['end 1'],
    ],
    [
      'two rows that changed places',
      () => [
        `UPDATE journal SET sequence = 99 WHERE ${acmes()} AND sequence = 3`,
        `UPDATE journal SET sequence = 3 WHERE ${acmes()} AND sequence = 4`,
        `UPDATE journal SET sequence = 4 WHERE ${acmes()} AND sequence = 99`,
      ],
      ['changed 3', 'changed 4', 'unlinked 5'],
    ],
    [
      'a head of another hash',
      () => [`UPDATE journal_heads SET hash = '${'1'.repeat(64)}' WHERE ${acmes()}`],
      ['end 6'],
    ],
    [
      'a head that was set back',
      () => [`UPDATE journal_heads SET sequence = 5 WHERE ${acmes()}`],
      ['inserted 6'],
    ],
    ['a head far ahead', () => [`UPDATE journal_heads SET sequence = 9 WHERE ${acmes()}`], ['missing 7']],
    ['a row at a place before the first', () => [copyOf(3, '-7')], ['inserted null']],
    [
      'a row at a place that no number holds exactly',
      () => [copyOf(3, '9007199254740993')],
      ['inserted null'],
    ],
    [
      'a row of the neighbour, moved here',
      () => [
        `UPDATE journal SET tenant_id = '${acmeId}', sequence = 7 WHERE tenant_id = '${boltId}' AND sequence = 3`,
        `UPDATE journal_heads SET sequence = 2, hash = (SELECT hash FROM journal WHERE tenant_id = '${boltId}' AND sequence = 2) WHERE tenant_id = '${boltId}'`,
      ],
      ['changed 7', 'inserted 7'],
    ],
  ])('names %s', async (_, statements, expected) => {
    await tamper(...statements());
    expect(await findings()).toEqual(expected);
  });

  const copyOf = (sequence: number, place: string) =>
    `INSERT INTO journal (tenant_id, sequence, booking_id, action, at, credential_kind, details, previous_hash, hash) SELECT tenant_id, ${place}, booking_id, action, at, credential_kind, details, previous_hash, hash FROM journal WHERE tenant_id = '${acmeId}' AND sequence = ${sequence}`;

  if (dialect === 'sqlite') {
    it.each([
      ["'abc'", 'inserted null'],
      ['3.5', 'inserted null'],
      ["X'01'", 'inserted null'],
      ['9e999', 'inserted null'],
    ])('names a row at %s, which only SQLite takes for a number', async (place, finding) => {
      await tamper(copyOf(3, place));
      expect(new Set(await findings())).toEqual(new Set([finding]));
    });
  }

  it('names a forged row that was put in with every later one moved up', async () => {
    const rows = await rowsOf(acmeId);
    const forged = {
      ...rows[2]!,
      ...linkedAfter(rows[2]!, { action: 'forged' }),
      sequence: 4,
      previousHash: rows[2]!.hash,
    };
    await tamper(
      `UPDATE journal SET sequence = sequence + 100 WHERE tenant_id = '${acmeId}' AND sequence > 3`,
      `UPDATE journal SET sequence = sequence - 99 WHERE tenant_id = '${acmeId}' AND sequence > 100`,
    );
    await workspace.database.write(({ manager }) =>
      manager.insert(JournalRow, { ...forged, action: 'forged' }),
    );
    expect(await findings()).toEqual(['changed 5', 'changed 6', 'changed 7', 'inserted 7']);
  });

  const linkedAfter = (before: JournalRow, members: Partial<JournalRow>) =>
    linked({ sequence: before.sequence, hash: before.hash }, contentDigest({ ...before, ...members }));

  it('finds a journal that was written anew as a whole, when a row of it was noted before', async () => {
    const [noted] = (await verify('--tenant', acme, '--json')).json;
    const note = `${noted.last.sequence}:${noted.last.hash}`;
    await write(acmeId, 2);
    expect((await verify('--tenant', acme, '--noted', note)).code).toBe(0);

    // Everything from row 2 on is made to say something else, with all hashes and the head as they should be.
    let end = chainStart;
    for (const row of await rowsOf(acmeId)) {
      const forged = { ...row, action: row.sequence === 2 ? 'forged' : row.action, previousHash: end.hash };
      end = linked(end, contentDigest(forged));
      await workspace.database.write(({ manager }) =>
        manager.update(
          JournalRow,
          { tenantId: acmeId, sequence: row.sequence },
          { ...forged, hash: end.hash },
        ),
      );
    }
    await workspace.database.write(({ manager }) => manager.update(JournalHead, { tenantId: acmeId }, end));
    expect((await verify('--tenant', acme)).code).toBe(0);
    const caught = await verify('--tenant', acme, '--noted', note, '--json');
    expect([caught.code, caught.json[0].findings]).toEqual([
      1,
      [{ sequence: 6, problem: 'noted', detail: 'there is no row of the hash that was noted' }],
    ]);
    await tamper(
      `DELETE FROM journal WHERE tenant_id = '${acmeId}'`,
      `DELETE FROM journal_heads WHERE tenant_id = '${acmeId}'`,
    );
    expect((await verify('--tenant', acme)).code).toBe(0);
    expect((await verify('--tenant', acme, '--noted', note)).code).toBe(1);
  });

  it.each([
    ['--noted', '6'],
    ['--noted', `6:${'A'.repeat(64)}`, '--tenant', 'ACME'],
    ['--noted', `6:${'a'.repeat(64)}`],
  ])('refuses %s %s', async (...words) => {
    expect((await verify(...named(words))).code).toBe(1);
  });

  it('names a hundred findings and counts the others', async () => {
    await write(acmeId, 200);
    await tamper(`UPDATE journal SET action = 'x' WHERE tenant_id = '${acmeId}'`);
    const { json } = await verify('--tenant', acme, '--json');
    expect([json[0].findings.length, json[0].findings_total]).toEqual([100, 206]);
    expect((await verify('--tenant', acme)).out).toMatch(/and 106 more$/);
  });

  it('reads a journal of many pages, while others append to it', async () => {
    await write(acmeId, 2_500);
    const appending = (async () => {
      for (let n = 0; n < 20; n += 1) await write(acmeId, 3);
    })();
    const [one, two] = [await verify('--tenant', acme, '--json'), await verify('--tenant', acme, '--json')];
    await appending;
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(one.json[0].rows).toBeGreaterThanOrEqual(2_506);
    expect((await verify('--tenant', acme, '--json')).json[0].rows).toBe(2_566);
  });

  it('finds whatever is changed in any row', async () => {
    const members = [
      'action',
      'from_state',
      'to_state',
      'request_id',
      'credential_kind',
      'credential_id',
      'fingerprint',
      'details',
      'previous_hash',
      'hash',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...members),
        fc.integer({ min: 1, max: 6 }),
        fc.stringMatching(/^[ -~]{0,12}$/),
        async (member, sequence, text) => {
          const where = `WHERE tenant_id = '${acmeId}' AND sequence = ${sequence}`;
          const [before] = await workspace.database.read(({ manager }) =>
            manager.query<Record<string, string | null>[]>(`SELECT ${member} AS value FROM journal ${where}`),
          );
          const set = (value: string | null) =>
            tamper(
              `UPDATE journal SET ${member} = ${value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`} ${where}`,
            );
          fc.pre(before!['value'] !== text);
          await set(text);
          expect((await verify('--tenant', acme, '--json')).json[0].intact).toBe(false);
          await set(before!['value'] ?? null);
          expect((await verify('--tenant', acme, '--json')).json[0].intact).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });
});

interface ExportedRow {
  readonly [member: string]: unknown;
  readonly sequence: number;
  readonly at: string;
}

describe('journal export', () => {
  const lines = async (...words: string[]) => {
    const { code, out, err } = await countersign.run('journal', 'export', ...words);
    const rows = out === '' ? [] : out.split('\n').map((line) => JSON.parse(line) as ExportedRow);
    return { code, err, rows };
  };
  const sequences = ({ rows }: { rows: ExportedRow[] }) => rows.map(({ sequence }) => sequence);

  it('prints the tenant’s rows, one a line, with all that was hashed', async () => {
    const exported = await lines('--tenant', acme);
    expect([exported.code, exported.err]).toEqual([0, '6 rows.']);
    expect(sequences(exported)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(exported.rows[1]).toEqual({
      tenant_id: acmeId,
      sequence: 2,
      booking_id: second,
      action: 'update',
      from: 'confirmed',
      to: 'confirmed',
      at: '2030-05-01T00:01:00.000Z',
      request_id: 'r-2',
      credential_kind: 'system',
      credential_id: null,
      user_id: null,
      fingerprint: null,
      details: { n: 2, text: 'größer' },
      previous_hash: exported.rows[0]!['hash'],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await lines('--tenant', acme, '--json')).rows).toEqual(exported.rows);
  });

  it('holds all that is needed to verify the chain without the product, as docs/operations.md tells', async () => {
    const { rows } = await lines('--tenant', acme);
    let previous = '0'.repeat(64);
    const sha256 = (...parts: (string | Buffer)[]) => {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest();
    };
    for (const row of rows) {
      const members = [
        'journal-1',
        row['tenant_id'],
        row['booking_id'],
        row['action'],
        row['from'],
        row['to'],
      ];
      const content = [...members, Date.parse(row.at), row['request_id'], row['credential_kind']];
      const rest = [row['credential_id'], row['user_id'], row['fingerprint'], JSON.stringify(row['details'])];
      const place = Buffer.alloc(8);
      place.writeUInt32BE(row.sequence, 4);
      const digest = sha256(JSON.stringify([...content, ...rest]));
      previous = sha256(Buffer.from(previous, 'hex'), place, digest).toString('hex');
      expect(row['hash']).toBe(previous);
    }
  });

  it('begins at a row or at a time, and keeps to one booking', async () => {
    expect(sequences(await lines('--tenant', acme, '--since', '5'))).toEqual([5, 6]);
    expect(sequences(await lines('--tenant', acme, '--since', '2030-05-01T02:02:00+02:00'))).toEqual([
      3, 4, 5, 6,
    ]);
    expect(sequences(await lines('--tenant', acme, '--booking', first.toUpperCase()))).toEqual([1, 3, 5]);
    expect(sequences(await lines('--tenant', acme, '--booking', second, '--since', '4'))).toEqual([4, 6]);
    expect(await lines('--tenant', acme, '--booking', newId())).toEqual({
      code: 0,
      err: '0 rows.',
      rows: [],
    });
    expect(sequences(await lines('--tenant', bolt, '--since', '0'))).toEqual([1, 2, 3]);
  });

  it('is page after page, with all rows once', async () => {
    await write(acmeId, 2_100);
    const all = sequences(await lines('--tenant', acme));
    expect(all).toEqual(Array.from({ length: 2_106 }, (_, n) => n + 1));
  });

  it('shows what a forger wrote as it stands', async () => {
    await tamper(
      `UPDATE journal SET details = '{"a": 1}', at = 9000000000000000 WHERE tenant_id = '${acmeId}' AND sequence = 1`,
    );
    const [row] = (await lines('--tenant', acme)).rows;
    expect([row!['details'], row!.at]).toEqual(['{"a": 1}', 9_000_000_000_000_000]);
  });

  it.each([
    [['--tenant', 'nobody']],
    [['--tenant', 'ACME', '--since', 'yesterday']],
    [['--tenant', 'ACME', '--since', '-1']],
    [['--tenant', 'ACME', '--booking', 'x']],
    [[]],
  ])('refuses %j', async (words) => {
    const { code, out } = await countersign.run('journal', 'export', ...named(words));
    expect([code, out]).toEqual([1, '']);
  });
});
