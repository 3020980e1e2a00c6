import { resolve } from 'node:path';

/** Which database the process works on. */
export type DatabaseTarget =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | { readonly dialect: 'postgres'; readonly url: string };

/**
 * Reads `DATABASE_URL`: `sqlite:PATH` (relative to the working directory) or `postgres://…`.
 * Anything else throws an Error that says which forms there are; the text itself is not repeated, for it may hold a password.
 */
export function readDatabaseUrl(url: string): DatabaseTarget {
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/|\.)/, '');
    if (path !== '' && path !== ':memory:') return { dialect: 'sqlite', file: resolve(path) };
    throw new Error('DATABASE_URL: an SQLite database needs a file, as in sqlite:./data/countersign.sqlite.');
  }
  if (/^postgres(ql)?:\/\//.test(url)) return { dialect: 'postgres', url };
  throw new Error('DATABASE_URL is sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
}

export type Dialect = DatabaseTarget['dialect'];
