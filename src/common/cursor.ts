import { createHash } from 'node:crypto';
import { isId } from './ids.js';
import { isStorable } from './text.js';

/** Where a row stands in a list: its value in the ordering column, and its id, which breaks ties. */
export interface CursorPosition {
  readonly value: string | number;
  readonly id: string;
}

/** What a list is: another tenant, caller, filter or order is another list. */
export interface ListIdentity {
  readonly name: string;
  readonly tenantId: string;
  /** Everything that narrows the list: the caller's scope, search, window. */
  readonly filters: readonly unknown[];
  readonly ordering: string;
}

const fingerprintOf = ({ name, tenantId, filters, ordering }: ListIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([name, tenantId, filters, ordering]))
    .digest('base64url')
    .slice(0, 16);

/**
 * A position as opaque text, bound to its list. It needs no signature: whatever it holds, it is compared below the
 * tenant, scope and search of the request that brings it, so it can only leave rows out.
 */
export const writeCursor = (position: CursorPosition, list: ListIdentity): string =>
  Buffer.from(JSON.stringify([fingerprintOf(list), position.value, position.id])).toString('base64url');

/** The position in a cursor, or null when it is none, or belongs to another list, or its value is not of the ordering's kind. */
export function readCursor(text: string, list: ListIdentity, kind: 'number' | 'text'): CursorPosition | null {
  const parts = parsed(text);
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [fingerprint, value, id] = parts as unknown[];
  if (fingerprint !== fingerprintOf(list) || typeof id !== 'string' || !isId(id)) return null;
  if (kind === 'number') return Number.isSafeInteger(value) ? { value: value as number, id } : null;
  return typeof value === 'string' && isStorable(value) ? { value, id } : null;
}

function parsed(text: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
