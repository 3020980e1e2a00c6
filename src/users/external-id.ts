import type { Decision } from '../common/decision.js';
import { isStorable } from '../common/text.js';
import type { Claims } from './claim-profile.js';

/** Longest external id, in code points. */
export const longestExternalId = 255;

/**
 * The id by which the merchant knows the user (contract 1, "Users"): non-empty text of at most 255 code points, kept
 * exactly as it stands. Two ids that differ in case, normalisation or spaces are two users; a number is no id.
 */
export function externalIdOf(
  claims: Claims,
  userIdClaim: string,
): Decision<string, 'user_id_missing' | 'user_id_invalid'> {
  if (!Object.hasOwn(claims, userIdClaim)) return { refused: 'user_id_missing' };
  const id = claims[userIdClaim];
  if (typeof id !== 'string' || id === '' || !isStorable(id)) return { refused: 'user_id_invalid' };
  return longerThan(longestExternalId, id) ? { refused: 'user_id_invalid' } : { ok: id };
}

/** A code point has one or two UTF-16 units: most texts are decided without counting. */
function longerThan(codePoints: number, text: string): boolean {
  if (text.length <= codePoints) return false;
  return text.length > 2 * codePoints || [...text].length > codePoints;
}
