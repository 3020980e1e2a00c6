import { Problem } from '../../common/problem.js';
import { errorLines } from '../error-lines.js';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  '28P01': 'it refuses the user or the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no database of this name: create it first',
  '42501': 'the user may not do that there',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_NOTADB: 'the file is no SQLite database',
};

/** Why a database could not be opened, in words that hold no password: texts of unknown errors are kept only without it. */
export function whyUnreachable(error: unknown, url: string): string {
  const cause = error instanceof Problem ? (error.options.cause ?? error) : error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const known = typeof code === 'string' ? reasons[code] : undefined;
  if (known !== undefined) return known;
  const text = errorLines(cause);
  return secretsOf(url).some((secret) => text.includes(secret)) ? 'it refuses the connection' : text;
}

function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  const written = [password, searchParams.get('password') ?? ''];
  // Decoded as a form would be: never throws, whatever stands there.
  const read = new URLSearchParams(`password=${password.replaceAll('+', '%2B')}`);
  return [...written, read.get('password') ?? ''].filter((secret) => secret !== '');
}
