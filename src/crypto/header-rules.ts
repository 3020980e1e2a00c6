import { type JwsAlgorithm } from './algorithms.js';
import { type JsonObject } from './strict-json.js';

export type HeaderRefusal =
  | 'alg_missing'
  | 'alg_none'
  | 'alg_mismatch'
  | 'crit_present'
  | 'b64_present'
  | 'zip_present'
  | 'encrypted'
  | 'nested'
  | 'typ_invalid'
  | 'cty_invalid';

export type HeaderVerdict = { readonly ok: JwsAlgorithm } | { readonly refused: HeaderRefusal };

/** Members that change what a signature means or covers; none of them is understood here (RFC 7515 4.1.11, RFC 7797, RFC 7516). */
const REFUSED_MEMBERS = [
  ['crit', 'crit_present'],
  ['b64', 'b64_present'],
  ['zip', 'zip_present'],
  ['enc', 'encrypted'],
] as const;

/**
 * Decides whether a token with this header may be verified with one of the `expected` algorithms, which come from the
 * configuration and never from the token (RFC 8725 section 3.1). The token's `alg` must equal one of them, letter by
 * letter. Extensions, encryption and nested tokens are refused, and `typ` and `cty` must be text where they stand.
 * `jwk`, `jku`, `x5u` and `x5c` are not read by anything (RFC 8725 section 3.10).
 */
export function checkHeader(
  header: JsonObject,
  expected: JwsAlgorithm | readonly JwsAlgorithm[],
): HeaderVerdict {
  const shape = refusalOfShape(header);
  if (shape !== undefined) return { refused: shape };
  const { alg } = header;
  if (typeof alg !== 'string' || alg === '') return { refused: 'alg_missing' };
  for (const name of typeof expected === 'string' ? [expected] : expected) {
    if (name === alg) return { ok: name };
  }
  return { refused: alg.toLowerCase() === 'none' ? 'alg_none' : 'alg_mismatch' };
}

/** The rules that need no configuration: they may be asked before any key is looked up. */
export function refusalOfShape(header: JsonObject): HeaderRefusal | undefined {
  for (const [member, refusal] of REFUSED_MEMBERS) {
    if (Object.hasOwn(header, member)) return refusal;
  }
  const { typ, cty } = header;
  if (typ !== undefined && typeof typ !== 'string') return 'typ_invalid';
  if (cty === undefined) return undefined;
  if (typeof cty !== 'string') return 'cty_invalid';
  return /^(?:application\/)?jwt$/i.test(cty.trim()) ? 'nested' : undefined;
}
