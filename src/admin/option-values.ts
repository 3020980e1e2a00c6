import { InvalidArgumentError, Option } from 'commander';
import { readInstant } from '../common/instants.js';
import { durationMs } from './duration.js';

/** `--overlap 7d` and the like, in milliseconds. */
export function span(text: string): number {
  const ms = durationMs(text);
  if (ms === null)
    throw new InvalidArgumentError('A span is a number and s, m, h, d or w, such as 8h or 7d.');
  return ms;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

export function yesOrNo(text: string): boolean {
  if (text === 'true' || text === 'yes') return true;
  if (text === 'false' || text === 'no') return false;
  throw new InvalidArgumentError('true or false is needed.');
}

/** An option that may stand several times: `--audience a --audience b`. */
export const gather = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  text,
];

/** `name=value`, several times; the value stays text. */
export function gatherPairs(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('name=value is needed.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** A value as JSON where it is JSON (numbers, true, null, lists), as text otherwise. */
export function looseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What was given and is not undefined: commander and exact optional members. */
export const given = <T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

export const overlapOption = (what: string, standard: string): Option =>
  new Option('--overlap <span>', `how long ${what} is accepted beside the new one`)
    .argParser(span)
    .default(span(standard), standard);

/** `--before 2026-05-01T00:00:00Z`, in Unix milliseconds. */
export function instant(text: string): number {
  const ms = readInstant(text);
  if (ms === null) throw new InvalidArgumentError('An RFC 3339 time such as 2026-05-01T00:00:00Z is needed.');
  return ms;
}

/** `--since 120` or `--since 2026-05-01T00:00:00Z`. */
export function sequenceOrInstant(text: string): { readonly fromSequence?: number; readonly since?: number } {
  if (/^\d{1,15}$/.test(text)) return { fromSequence: Number(text) };
  const since = readInstant(text);
  if (since === null)
    throw new InvalidArgumentError(
      'A row number, or an RFC 3339 time such as 2026-05-01T00:00:00Z, is needed.',
    );
  return { since };
}

/** `--noted 120:HASH`. */
export function notedRow(text: string): { readonly sequence: number; readonly hash: string } {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A row number, a colon and its hash are needed.');
  return { sequence: Number(match[1]), hash: String(match[2]) };
}
