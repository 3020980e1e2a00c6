import type { CallerKind } from '../../access/principal.js';
import { freeFormMemberFault, type JsonObject } from '../../common/free-form.js';
import { mayWriteMeta } from './reserved-meta.js';

interface MetaChange {
  readonly meta: JsonObject;
  /** Names of the members that are other than before, or gone. */
  readonly changed: readonly string[];
  /** Names of members that the caller may not write: they stay as they are. */
  readonly ignored: readonly string[];
}

/**
 * Merges members into a booking's meta; null takes one out. Members that only the server writes, and from others than the
 * merchant's server those that are the merchant's, are left as they are. What is wrong with the result is `refused`.
 */
export function mergedMeta(
  held: JsonObject,
  given: JsonObject,
  caller: CallerKind,
): { readonly ok: MetaChange } | { readonly refused: string } {
  const mayWrite = (name: string) => mayWriteMeta(name, caller);
  const meta = new Map(Object.entries(held));
  const changed: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!mayWrite(name)) continue;
    const before = meta.has(name) ? JSON.stringify(meta.get(name)) : 'null';
    if (before === JSON.stringify(value)) continue;
    changed.push(name);
    if (value === null) meta.delete(name);
    else meta.set(name, value);
  }
  const merged = Object.fromEntries(meta);
  const fault = changed.length === 0 ? null : freeFormMemberFault(merged);
  if (fault !== null) return { refused: fault };
  return { ok: { meta: merged, changed, ignored: Object.keys(given).filter((name) => !mayWrite(name)) } };
}
