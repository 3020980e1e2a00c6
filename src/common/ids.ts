import { uuidv7 } from 'uuidv7';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7 (RFC 9562): time-ordered, so that inserts stay at the end of an index. */
export const newId = (): string => uuidv7();

/** Is this text a UUID in the lower-case form that rows hold? Upper case is another text and names no row. */
export const isId = (text: string): boolean => uuidForm.test(text);

/** The least id of that instant, Unix milliseconds: ids made earlier stand before it, those made then or later do not. */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.trunc(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
