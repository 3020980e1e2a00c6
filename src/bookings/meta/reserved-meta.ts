import type { CallerKind } from '../../access/principal.js';
import type { JsonObject } from '../../common/free-form.js';
import { isMerchantsMember } from './merchants-member.js';

/** Members of a booking's meta that only the server writes: where a client sends them they are left out. */
const reservedMeta: ReadonlySet<string> = new Set(['rescheduled_from', 'reschedule_message']);

/** May a caller of this kind write that member? What the server writes nobody, and what is the merchant's only their server. */
export const mayWriteMeta = (name: string, caller: CallerKind): boolean =>
  !reservedMeta.has(name) && (caller === 'app' || !isMerchantsMember(name));

export const withoutReserved = (meta: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !reservedMeta.has(name)));
