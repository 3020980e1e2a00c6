import { foldedName } from './folded-name.js';

/** How a request's query string stands to the pinned parameters of a token: what is put in, or the first pinned name that it says otherwise. */
export type PinnedQuery = { readonly ok: ReadonlyMap<string, string> } | { readonly refused: string };

/**
 * Holds a query string against pinned parameters (contract 5, "Token"). A pinned one that is missing is put in; one that is there
 * must be there once, under exactly its name (as it is or percent-encoded as browsers do), with exactly its value. A name that differs
 * from a pinned one only in case, encoding, look or brackets is refused, because somebody behind this server might take it for that.
 * `search` may be narrowed: what is put in is both, joined by `;`.
 *
 * `raw`: what stands behind the `?`, as it came; `read`: the same as the handlers read it.
 */
export function holdToPins(
  pinned: ReadonlyMap<string, string>,
  raw: string,
  read: Readonly<Record<string, unknown>>,
): PinnedQuery {
  const foreign = raw === '' ? undefined : disguisedPin(pinned, raw, read);
  if (foreign !== undefined) return { refused: foreign };
  const added = new Map<string, string>();
  for (const [name, value] of pinned) {
    const given = Object.hasOwn(read, name) ? read[name] : undefined;
    if (given === value) continue;
    if (given === undefined) added.set(name, value);
    else if (name === 'search' && typeof given === 'string') added.set(name, narrowed(value, given));
    else return { refused: name };
  }
  const idle = [...pinned.keys()].find((name) => isMadeIdle(pinned, name, read));
  return idle === undefined ? { ok: added } : { refused: idle };
}

/** Parameters beside which others count for nothing: whoever sends them would get round a pinned one of those. */
const overriding: ReadonlyMap<string, string> = new Map([
  ['page', 'cursor'],
  ['start', 'id'],
  ['end', 'id'],
]);

function isMadeIdle(
  pinned: ReadonlyMap<string, string>,
  name: string,
  read: Readonly<Record<string, unknown>>,
): boolean {
  const other = overriding.get(name);
  return other !== undefined && !pinned.has(other) && Object.hasOwn(read, other);
}

/** Both searches, and what both say once. */
function narrowed(pinned: string, given: string): string {
  const pieces = pinned.split(';');
  return [...pieces, ...given.split(';').filter((piece) => !pieces.includes(piece))].join(';');
}

/** The first pinned name that the query string spells otherwise, or twice. */
function disguisedPin(
  pinned: ReadonlyMap<string, string>,
  raw: string,
  read: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = [...pinned.keys()];
  const byFold = new Map(names.map((name) => [foldedName(name), name]));
  const bySpelling = new Map(names.flatMap((name) => spellings(name).map((spelling) => [spelling, name])));
  const seen = new Set<string>();
  for (const part of raw.split('&')) {
    const end = part.indexOf('=');
    const rawName = end === -1 ? part : part.slice(0, end);
    const known = bySpelling.get(rawName.replaceAll('+', '%20'));
    if (known === undefined) {
      const meant = readings(rawName).map((reading) => byFold.get(bareName(reading)));
      const found = meant.find((name) => name !== undefined);
      if (found !== undefined) return found;
    } else if (seen.has(known)) return known;
    else seen.add(known);
  }
  // What the handlers read has the last word.
  for (const name of Object.keys(read)) {
    const found = pinned.has(name) ? undefined : byFold.get(bareName(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How a name may be written: percent-encoded as browsers do, or as it is where nothing in it means something else. */
const spellings = (name: string): readonly string[] =>
  /[%+]/.test(name) ? [encodeURIComponent(name)] : [name, encodeURIComponent(name)];

const decodesAtMost = 4;

/** What a name may be taken for by whoever decodes it once, twice or more often, or not at all. */
function readings(rawName: string): string[] {
  const found = [rawName];
  for (let name = rawName; found.length <= decodesAtMost;) {
    const decoded = decodedOnce(name);
    if (decoded === name) break;
    found.push(decoded);
    name = decoded;
  }
  return found;
}

const decodedOnce = (name: string): string =>
  /[%+]/.test(name)
    ? name.replaceAll('+', ' ').replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
        try {
          return decodeURIComponent(escapes);
        } catch {
          return escapes;
        }
      })
    : name;

/** Folded, and without the brackets by which some take a parameter for a list. */
function bareName(name: string): string {
  const folded = foldedName(name);
  const bracket = folded.indexOf('[');
  return bracket === -1 ? folded : folded.slice(0, bracket);
}
