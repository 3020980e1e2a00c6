import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadMasterKey } from './master-key.js';

describe('the master key', () => {
  let directory: string;
  const onSqlite = () =>
    ({
      masterKey: null,
      database: { dialect: 'sqlite', file: join(directory, 'data', 'db.sqlite') },
    }) as const;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-key-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is made once on SQLite, for its owner alone, and is the same from then on', () => {
    const made = loadMasterKey(onSqlite());
    expect(made).toHaveLength(32);
    expect(loadMasterKey(onSqlite()).equals(made)).toBe(true);
    const file = join(directory, 'data', 'master.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700);
    expect(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64').equals(made)).toBe(true);
    expect(readdirSync(join(directory, 'data'))).toEqual(['master.key']);
  });

  it('is never made anew where a damaged one lies', () => {
    loadMasterKey(onSqlite());
    const file = join(directory, 'data', 'master.key');
    writeFileSync(file, 'damaged');
    expect(() => loadMasterKey(onSqlite())).toThrow(/is not 32 bytes in base64/);
    expect(readFileSync(file, 'utf8')).toBe('damaged');
  });

  it('is demanded on PostgreSQL, where every node must hold the same', () => {
    const database = { dialect: 'postgres', url: 'postgres://db/x' } as const;
    expect(() => loadMasterKey({ masterKey: null, database })).toThrow(/COUNTERSIGN_MASTER_KEY is needed/);
    const text = Buffer.alloc(32, 7).toString('base64');
    expect(loadMasterKey({ masterKey: text, database }).equals(Buffer.alloc(32, 7))).toBe(true);
  });

  it('is refused in other lengths and encodings', () => {
    for (const masterKey of [
      '',
      'AAAA',
      Buffer.alloc(33).toString('base64'),
      `${Buffer.alloc(32).toString('hex')}`,
      'ä'.repeat(43),
    ]) {
      expect(() => loadMasterKey({ ...onSqlite(), masterKey })).toThrow(/is not 32 bytes in base64/);
    }
  });
});
