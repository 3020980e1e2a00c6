import { uuidv7 } from 'uuidv7';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7 (RFC 9562): time-ordered, so that inserts stay at the end of an index. */
export const newId = (): string => uuidv7();

/** Is this text a UUID in the lower-case form that rows hold? Upper case is another text and names no row. */
export const isId = (text: string): boolean => uuidForm.test(text);
