import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import type { Decision } from '../../common/decision.js';
import type { KeySetKey } from './key-set-reader.js';

/** `key_not_for_algorithm`: the kid is there, with a key of another type, curve or `alg`. */
export type SelectionRefusal = 'unknown_kid' | 'key_not_for_algorithm' | 'ambiguous_kid';

/**
 * The one key of a set that may verify a token with this kid and algorithm. Keys that share the kid are told apart by
 * type, curve and `alg`; where more than one is left, none is taken: a token is tried against one key only.
 */
export function selectKey(
  keys: readonly KeySetKey[],
  kid: string,
  algorithm: JwsAlgorithm,
): Decision<KeySetKey, SelectionRefusal> {
  const named = keys.filter((key) => key.kid === kid);
  if (named.length === 0) return { refused: 'unknown_kid' };
  const [first, ...others] = named.filter(({ algorithms }) => algorithms.includes(algorithm));
  if (first === undefined) return { refused: 'key_not_for_algorithm' };
  return others.length === 0 ? { ok: first } : { refused: 'ambiguous_kid' };
}
