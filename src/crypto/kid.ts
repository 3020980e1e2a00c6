import { type JsonObject } from './strict-json.js';

/** Longest key id, in UTF-16 units; longer ones are refused before anything is looked up. */
export const LONGEST_KID = 255;

export type KidReading = { readonly ok: string } | { readonly refused: 'kid_missing' | 'kid_invalid' };

const MISSING: KidReading = Object.freeze({ refused: 'kid_missing' });
const INVALID: KidReading = Object.freeze({ refused: 'kid_invalid' });

/**
 * The key id a JOSE header names, as text for an exact comparison. Text stays as it is; a JSON number stands for its
 * decimal text where it is written as a plain integer (`1`, not `1.0`, `1e0` or `-0`) that a double holds exactly.
 * Everything else is refused: other types, empty text, text beyond {@link LONGEST_KID}, NUL, unpaired surrogates.
 *
 * `headerText` is the JSON text `header` was read from: after parsing, `1e0` cannot be told from `1`.
 */
export function readKid(header: JsonObject, headerText: string): KidReading {
  if (!Object.hasOwn(header, 'kid')) return MISSING;
  const kid = header['kid'];
  if (typeof kid === 'number' && numberAsWritten(headerText, 'kid') !== String(kid)) return INVALID;
  return normalizeKid(kid);
}

/**
 * The same rule for a value without its JSON text (an operator's input, a JWK, a parsed file).
 * Guarantees text of 1 to {@link LONGEST_KID} units that every database takes.
 */
export function normalizeKid(value: unknown): KidReading {
  if (value === undefined) return MISSING;
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? { ok: String(value) } : INVALID;
  }
  if (typeof value !== 'string' || value.length === 0 || value.length > LONGEST_KID) return INVALID;
  return /[\0\p{Surrogate}]/u.test(value) ? INVALID : { ok: value };
}

/** How the number of a top-level member is written in valid JSON text; `undefined` when it is not a number. */
function numberAsWritten(text: string, member: string): string | undefined {
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gsy;
  const next = /[^"{}[\]:]*/y;
  let depth = 0;
  let name = '';
  for (let at = 0; at < text.length;) {
    next.lastIndex = at;
    at += next.exec(text)?.[0].length ?? 0;
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) return undefined;
    at += found.length;
    if (found === '{' || found === '[') depth++;
    else if (found === '}' || found === ']') depth--;
    else if (found !== ':') name = found;
    else if (depth === 1 && JSON.parse(name) === member) {
      return /^[ \t\r\n]*(-?[0-9][-+.0-9eE]*)/.exec(text.slice(at))?.[1];
    }
  }
  return undefined;
}
