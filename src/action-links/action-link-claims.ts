import type { ProvenLink } from '../access/principal.js';
import type { Decision } from '../common/decision.js';
import { isId } from '../common/ids.js';
import { isStorable } from '../common/text.js';
import type { TimeClaims, TimeRefusal } from '../crypto/claims.js';
import type { JsonObject } from '../crypto/strict-json.js';
import { readTokenFrame } from '../tenants/api-key-token.js';

/** What the token of an action link says (contract 3, "Action links"). */
export interface ActionLinkClaims {
  readonly link: ProvenLink;
  readonly times: TimeClaims;
}

export type ActionLinkClaimRefusal =
  | TimeRefusal
  | 'jti_invalid'
  | 'member_unknown'
  | 'booking_id_invalid'
  | 'action_invalid'
  | 'redirect_invalid';

const members: ReadonlySet<string> = new Set([
  'booking_id',
  'action',
  'redirect',
  'exp',
  'iat',
  'nbf',
  'jti',
]);

/** Names of actions, as graphs have them and `undo`. */
const actionForm = /^[a-z][a-z_]{0,63}$/;

/**
 * Reads the payload of an action link: `booking_id` (a UUID as rows hold it), `action`, and where they stand `redirect`, `exp`,
 * `iat`, `nbf`, `jti`; no other member is. Neither whether the graph has such an action nor whether the times hold is asked here.
 */
export function readActionLinkClaims(
  payload: JsonObject,
): Decision<ActionLinkClaims, ActionLinkClaimRefusal> {
  if (Object.keys(payload).some((name) => !members.has(name))) return { refused: 'member_unknown' };
  const { booking_id: bookingId, action, redirect } = payload;
  if (typeof bookingId !== 'string' || !isId(bookingId)) return { refused: 'booking_id_invalid' };
  if (typeof action !== 'string' || !actionForm.test(action)) return { refused: 'action_invalid' };
  if (redirect !== undefined && (typeof redirect !== 'string' || !isStorable(redirect)))
    return { refused: 'redirect_invalid' };
  const framed = readTokenFrame(payload);
  if ('refused' in framed) return framed;
  const { times, jti } = framed.ok;
  const issuedAtSeconds = times.iat ?? null;
  const link = { bookingId, action, issuedAtSeconds, jti, redirect: redirect ?? null };
  return { ok: { link, times } };
}
