import { isUtf8, type Buffer } from 'node:buffer';

/** Deepest nesting of objects and arrays that is read; the outermost object is level 1. */
export const DEEPEST_JSON = 32;

export type JsonRefusal = 'not_utf8' | 'not_json' | 'not_an_object' | 'too_deep' | 'duplicate_member';

export type JsonObject = Readonly<Record<string, unknown>>;

export type JsonReading =
  { readonly ok: JsonObject; readonly text: string } | { readonly refused: JsonRefusal };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
const LEFT_BRACKET = 0x5b;
const RIGHT_BRACKET = 0x5d;

/**
 * Reads one JSON object from the first `length` bytes: valid UTF-8 without a byte order mark, no member name twice in
 * one object (RFC 7515 section 4, RFC 7519 section 4; names are compared decoded, so `"\u0061"` is `"a"`), at most
 * {@link DEEPEST_JSON} levels. A member named `__proto__` stays an own data member and changes no prototype.
 * A number too large for a double is read as `Infinity`; whoever uses a number checks that it is finite.
 */
export function readJsonObject(bytes: Buffer, length = bytes.length): JsonReading {
  const text = bytes.toString('utf8', 0, length);
  // Decoding puts U+FFFD in place of what is not UTF-8; a text without it needs no second look.
  if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(0, length))) return { refused: 'not_utf8' };
  const members = countMembersInText(bytes, length);
  if (members < 0) return { refused: 'too_deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: 'not_json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { refused: 'not_an_object' };
  // Of members with one name JSON.parse keeps the last, so that fewer are left than the text has colons.
  if (countMembers(value) !== members) return { refused: 'duplicate_member' };
  return { ok: value as JsonObject, text };
}

/** Colons outside of strings: in JSON text, exactly the number of members at all levels. -1 when nested too deeply. */
function countMembersInText(bytes: Buffer, end: number): number {
  let colons = 0;
  let depth = 0;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < end; at++) {
        const inside = bytes[at];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) at++;
      }
    } else if (byte === COLON) {
      colons++;
    } else if (byte === LEFT_BRACE || byte === LEFT_BRACKET) {
      if (++depth > DEEPEST_JSON) return -1;
    } else if (byte === RIGHT_BRACE || byte === RIGHT_BRACKET) {
      depth--;
    }
  }
  return colons;
}

function countMembers(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (typeof item === 'object' && item !== null) count += countMembers(item);
    }
    return count;
  }
  // `for…in` takes a third of the time of Object.keys; were Object.prototype polluted, it would count too many: refused.
  for (const name in value) {
    count++;
    const member = (value as JsonObject)[name];
    if (typeof member === 'object' && member !== null) count += countMembers(member);
  }
  return count;
}
