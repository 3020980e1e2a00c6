import { readDatabaseUrl, type DatabaseTarget } from '../../config/database-target.js';
import { CommandFailed } from '../command-failed.js';

/**
 * Reads the URL of a database to copy into: `postgres://…` or `sqlite:PATH`. Throws CommandFailed, whose text repeats
 * nothing of the URL. A password with `/`, `?` or `#` in it must be percent-encoded: otherwise its end would be read as a
 * port, a path or a host, and turn up in texts about those.
 */
export function readCopyTarget(url: string): DatabaseTarget {
  let target: DatabaseTarget;
  try {
    target = readDatabaseUrl(url);
  } catch (error) {
    throw new CommandFailed((error as Error).message.replace('DATABASE_URL', 'The target'));
  }
  if (target.dialect === 'postgres' && !isPlain(url)) {
    throw new CommandFailed(
      'The target is postgres://USER:PASSWORD@HOST:PORT/DATABASE; characters such as / ? # @ in a part are percent-encoded.',
    );
  }
  return target;
}

/** What people are told of a database: never its user or password. */
export function placeOf(target: DatabaseTarget): string {
  if (target.dialect === 'sqlite') return `sqlite:${target.file}`;
  const parsed = URL.canParse(target.url) ? new URL(target.url) : null;
  return parsed === null ? 'postgres' : `postgres://${parsed.host}${parsed.pathname}`;
}

function isPlain(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hash, pathname, search } = new URL(url);
  return (
    hash === '' && pathname.length > 1 && !pathname.includes('@') && !search.includes('@') && isDecodable(url)
  );
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
