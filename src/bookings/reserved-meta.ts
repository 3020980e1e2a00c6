import type { JsonObject } from '../common/free-form.js';

/** Members of a booking's meta that only the server writes: where a client sends them they are left out. */
export const reservedMeta: ReadonlySet<string> = new Set(['rescheduled_from', 'reschedule_message']);

export const withoutReserved = (meta: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !reservedMeta.has(name)));
