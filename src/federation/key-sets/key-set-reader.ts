import { importJwk, type ImportedJwk, type JwkRefusal } from '../../crypto/jwk.js';
import { normalizeKid } from '../../crypto/kid.js';

/** A public key of a set: ready to verify, with the name tokens know it by. */
export type KeySetKey = Omit<ImportedJwk, 'kid'> & { readonly kid: string };

/** An entry of a set that serves nobody; `kid` where it has a readable one. */
export interface SkippedKey {
  /** Place in the set, from 0. */
  readonly position: number;
  readonly kid: string | undefined;
  readonly reason: JwkRefusal | 'kid_missing';
}

export interface KeySetContent {
  readonly keys: readonly KeySetKey[];
  readonly skipped: readonly SkippedKey[];
}

/** Why a body as a whole is no key set; it then counts as a failed fetch and replaces nothing. */
export type KeySetRefusal = 'not_json' | 'not_a_key_set' | 'too_many_keys';

export type KeySetReading = { readonly ok: KeySetContent } | { readonly refused: KeySetRefusal };

const MOST_KEYS = 100;

/**
 * Reads the JSON text of a JWK Set (RFC 7517 section 5) of at most 100 entries. An entry that cannot serve is skipped
 * with its reason and the rest works; a set without a single usable key is a set all the same. An integer `kid` stands
 * for its decimal text; entries with the same kid all stay, for the selection to decide.
 */
export function readKeySet(text: string): KeySetReading {
  const entries = readEntries(text);
  if (typeof entries === 'string') return { refused: entries };
  const keys: KeySetKey[] = [];
  const skipped: SkippedKey[] = [];
  entries.forEach((entry, position) => {
    const { kid, reading } = readEntry(entry);
    if ('ok' in reading) keys.push(reading.ok);
    else skipped.push({ position, kid, reason: reading.refused });
  });
  return { ok: { keys, skipped } };
}

function readEntries(text: string): readonly unknown[] | KeySetRefusal {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'not_json';
  }
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, 'keys')) return 'not_a_key_set';
  const { keys } = parsed as { keys: unknown };
  if (!Array.isArray(keys)) return 'not_a_key_set';
  return keys.length > MOST_KEYS ? 'too_many_keys' : (keys as unknown[]);
}

interface EntryReading {
  readonly kid: string | undefined;
  readonly reading: { readonly ok: KeySetKey } | { readonly refused: SkippedKey['reason'] };
}

function readEntry(entry: unknown): EntryReading {
  const named = isObject(entry) ? normalizeKid(entry['kid']) : undefined;
  const kid = named !== undefined && 'ok' in named ? named.ok : undefined;
  const imported = importJwk(isObject(entry) && kid !== undefined ? { ...entry, kid } : entry);
  if ('refused' in imported) return { kid, reading: imported };
  // No token can name a key without a kid, because a token without one is refused.
  if (kid === undefined) return { kid, reading: { refused: 'kid_missing' } };
  return { kid, reading: { ok: { ...imported.ok, kid } } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
