import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, type Configuration } from './configuration.js';

/**
 * The 32 bytes under which secrets are sealed.
 * From the configuration; on SQLite, in its absence, from `master.key` beside the database, made once with mode 0600.
 * On PostgreSQL it is demanded, for every node must hold the same one. Throws a ConfigurationError.
 */
export function loadMasterKey(configuration: Pick<Configuration, 'masterKey' | 'database'>): Buffer {
  if (configuration.masterKey !== null) return decode(configuration.masterKey, 'COUNTERSIGN_MASTER_KEY');
  if (configuration.database.dialect === 'postgres') {
    throw new ConfigurationError(
      'COUNTERSIGN_MASTER_KEY is needed with PostgreSQL: 32 random bytes in base64, the same on every node (for example from `openssl rand -base64 32`).',
    );
  }
  const file = join(dirname(configuration.database.file), 'master.key');
  return decode(readOrMake(file), file);
}

function readOrMake(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    // The name appears with the whole key in it, or stays another process's: two that start at once agree on one key.
    linkSync(draft, file);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') {
      throw new ConfigurationError(`${file} cannot be written: ${(error as Error).message}.`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

function decode(text: string, where: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new ConfigurationError(`${where} is not 32 bytes in base64.`);
  }
  return key;
}
