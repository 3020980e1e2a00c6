import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../common/free-form.js';

/** Longer values stand in the index as a digest: PostgreSQL refuses index entries beyond a third of a page. */
const plainAtMost = 200;

const digestMark = '\u0001';

/** The form of a value in the index, equal exactly for equal texts: a short one that looks like a digest is digested too. */
export const indexedValue = (text: string): string =>
  text.length <= plainAtMost && !text.startsWith(digestMark)
    ? text
    : `${digestMark}sha256 ${createHash('sha256').update(text).digest('base64url')}`;

/** Which members of a booking's meta are searched, as key and value: texts as they stand, numbers and booleans as JSON writes them. Lists, objects and null are not. */
export const indexedMeta = (meta: JsonObject): [key: string, value: string][] =>
  Object.entries(meta).flatMap(([key, value]) => {
    const text = searchedText(value);
    return text === null ? [] : [[key, indexedValue(text)] as [string, string]];
  });

const searchedText = (value: Json): string | null => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};
