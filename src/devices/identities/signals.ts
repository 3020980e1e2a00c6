import { Buffer } from 'node:buffer';
import { isJsonObject, type Json, type JsonObject } from '../../common/free-form.js';
import { isStorable } from '../../common/text.js';
import type { Sealer } from '../../crypto/seal.js';
import type { ValueDigests } from './confidence.js';
import { ADDRESS, knownSignal } from './known-signals.js';

/** What a client says of the machine that it runs on: text, numbers, booleans, and flat lists of these; null is unknown. */
export type Signals = JsonObject;

const membersAtMost = 100;
const nameAtMost = 100;
/** Bytes of JSON. */
const bytesAtMost = 8_192;
const shownCharacters = 16;

/** What is wrong with signals from outside, or null. */
export function signalsFault(value: unknown): string | null {
  if (!isJsonObject(value)) return 'must be an object';
  const names = Object.keys(value);
  if (names.length > membersAtMost) return `must have at most ${membersAtMost} members`;
  if (names.some((name) => name === '' || name.length > nameAtMost || !isStorable(name)))
    return `must have names of 1 to ${nameAtMost} characters, well-formed and without NUL`;
  if (!Object.values(value).every((one) => isPlain(one) || (Array.isArray(one) && one.every(isPlain))))
    return 'must hold well-formed text without NUL, finite numbers, booleans, null, or flat lists of these';
  return Buffer.byteLength(JSON.stringify(value)) > bytesAtMost
    ? `must have at most ${bytesAtMost} bytes as JSON`
    : null;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'boolean';
}

/** Signals as they are compared and kept: no value can be read from it. */
export interface ReadSignals {
  /** Digest of all signals. The address is none. */
  readonly fingerprint: string;
  /** Digest of those that outlive an update; the fingerprint where there are none, for then they group nothing. */
  readonly core: string;
  readonly digests: ValueDigests;
}

/**
 * Digests under the master key and for one tenant. The order of members and how a name is written do not count; members
 * without a value (null, empty text, empty list) are not there.
 */
export function readSignals(
  sealer: Pick<Sealer, 'lookupDigest'>,
  tenantId: string,
  signals: Signals,
  address: string,
): ReadSignals {
  const entries = entriesOf(signals);
  const short = (name: string, values: unknown) =>
    digest(sealer, 'signal', tenantId, [name, values]).slice(0, shownCharacters);
  const digests = Object.fromEntries([
    ...entries.map(({ name, values }) => [name, short(name, values)] as const),
    [ADDRESS, short(ADDRESS, address)],
  ]);
  const lasting = entries.filter(({ isLasting }) => isLasting);
  const fingerprint = fingerprintOf(sealer, tenantId, entries);
  return {
    fingerprint,
    core: lasting.length === 0 ? fingerprint : digest(sealer, 'core', tenantId, lasting.map(pairOf)),
    digests,
  };
}

/** The fingerprint that {@link readSignals} answers, by one digest. */
export const fingerprintOfSignals = (
  sealer: Pick<Sealer, 'lookupDigest'>,
  tenantId: string,
  signals: Signals,
): string => fingerprintOf(sealer, tenantId, entriesOf(signals));

interface Entry {
  readonly name: string;
  readonly isLasting: boolean;
  /** JSON of the values, one for each spelling of the name that came. */
  readonly values: readonly string[];
}

const pairOf = ({ name, values }: Entry) => [name, values];

const fingerprintOf = (
  sealer: Pick<Sealer, 'lookupDigest'>,
  tenantId: string,
  entries: readonly Entry[],
): string => digest(sealer, 'fingerprint', tenantId, entries.map(pairOf));

function entriesOf(signals: Signals): readonly Entry[] {
  const byName = new Map<string, { isLasting: boolean; values: string[] }>();
  for (const [said, value] of Object.entries(signals)) {
    if (isNothing(value)) continue;
    const { name, lasting } = knownSignal(said);
    const held = byName.get(name) ?? { isLasting: lasting, values: [] };
    byName.set(name, held);
    held.values.push(JSON.stringify(value));
  }
  return [...byName]
    .map(([name, { isLasting, values }]) => ({ name, isLasting, values: values.sort() }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const isNothing = (value: Json): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What it is for stands in front, so that no two uses of the key have a text in common. */
const digest = (
  sealer: Pick<Sealer, 'lookupDigest'>,
  purpose: 'signal' | 'fingerprint' | 'core',
  tenantId: string,
  content: unknown,
): string => sealer.lookupDigest(`${purpose} ${tenantId} ${JSON.stringify(content)}`);
