import { readTimeClaims, type TimeClaims, type TimeRefusal, type TimeRules } from '../crypto/claims.js';
import { readCompactJws, type CompactJws, type MalformedDetail } from '../crypto/compact-jws.js';
import { checkHeader, type HeaderRefusal } from '../crypto/header-rules.js';
import { verifySignature } from '../crypto/verify-signature.js';
import type { TenantIdentity } from '../access/principal.js';
import type { Decision } from '../common/decision.js';
import type { JsonObject } from '../crypto/strict-json.js';
import type { SigningKey } from './signing-keys.js';

/** What every token that an API key signs may be refused for. */
export type ApiKeyTokenRefusal =
  | MalformedDetail
  | HeaderRefusal
  | TimeRefusal
  | 'jti_invalid'
  | 'kid_invalid'
  | 'kid_unknown'
  | 'key_missing'
  | 'signature_wrong';

/** A token whose form and header are right. Nothing in it is proven. */
export interface ApiKeyToken {
  readonly jws: CompactJws;
  /** The key that the token says it was signed with; null where it leaves that open. */
  readonly kid: string | null;
}

/** The first look at a signed search or an action link: HS256 and nothing else, no extension, a `kid` that is text where there is one. */
export function readApiKeyToken(token: string): Decision<ApiKeyToken, ApiKeyTokenRefusal> {
  const reading = readCompactJws(token);
  if ('refused' in reading) return { refused: reading.detail };
  const { header, kid } = reading.ok;
  const verdict = checkHeader(header, 'HS256');
  if ('refused' in verdict) return verdict;
  if ('ok' in kid) return { ok: { jws: reading.ok, kid: kid.ok } };
  return kid.refused === 'kid_invalid' ? { refused: kid.refused } : { ok: { jws: reading.ok, kid: null } };
}

/** The key among `candidates` that signed the token, or why there is none. */
export function signerOf(
  { jws, kid }: ApiKeyToken,
  candidates: readonly SigningKey[],
): Decision<SigningKey, ApiKeyTokenRefusal> {
  if (candidates.length === 0) return { refused: kid === null ? 'key_missing' : 'kid_unknown' };
  const signer = candidates.find(({ key }) => verifySignature('HS256', key, jws));
  return signer === undefined ? { refused: 'signature_wrong' } : { ok: signer };
}

/** Times and `jti` of a payload (RFC 7519 section 4.1.7: text). */
export function readTokenFrame(
  payload: JsonObject,
): Decision<{ readonly times: TimeClaims; readonly jti: string | null }, TimeRefusal | 'jti_invalid'> {
  const { jti } = payload;
  if (jti !== undefined && typeof jti !== 'string') return { refused: 'jti_invalid' };
  const times = readTimeClaims(payload);
  return 'refused' in times ? times : { ok: { times: times.ok, jti: jti ?? null } };
}

/** What a tenant demands of the times of tokens that its own keys sign: they may be good for ever. */
export const timeRulesOf = ({ settings }: TenantIdentity): TimeRules => ({
  clockToleranceSeconds: settings.clock_tolerance_s,
  requireExp: false,
});
