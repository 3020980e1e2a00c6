import type { MintedGrant } from '../../access/principal.js';
import { isRefused, type Decision } from '../../common/decision.js';
import { isStorable } from '../../common/text.js';
import type { JsonObject } from '../../crypto/strict-json.js';
import { canonicalPath, type CanonicalPath } from '../../http/canonical-path.js';
import { foldedName } from './folded-name.js';

/** Paths of a token at most. */
export const audienceAtMost = 50;
/** Pinned parameters of a token at most. */
export const pinsAtMost = 50;
/** Characters of a pinned parameter's name and of its value at most. */
export const pinNameAtMost = 100;
export const pinValueAtMost = 2_000;

export const mintedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type MintedMethod = (typeof mintedMethods)[number];

export type AudienceClaimRefusal = 'aud_missing' | 'aud_invalid' | 'aud_no_path';
export type MethodsClaimRefusal = 'methods_invalid';
export type PinsClaimRefusal = 'query_invalid' | 'query_name_invalid' | 'query_value_invalid';
export type MintedClaimRefusal = AudienceClaimRefusal | MethodsClaimRefusal | PinsClaimRefusal;

/** What a minted token's payload says besides its times (contract 5, "Token"). */
export interface MintedClaims {
  /** With the account that each names: a slug that is not the tenant's opens nothing. */
  readonly audience: readonly CanonicalPath[];
  readonly methods: ReadonlySet<MintedMethod>;
  readonly pinned: ReadonlyMap<string, string>;
}

/** `aud`, `methods` and `query` of a payload, or the first of them that no token may have. All else is ignored. */
export function readMintedClaims({
  aud,
  methods,
  query,
}: JsonObject): Decision<MintedClaims, MintedClaimRefusal> {
  const audience = readAudience(aud);
  if (isRefused(audience)) return audience;
  const read = readMethods(methods);
  if (isRefused(read)) return read;
  const pinned = readPins(query);
  if (isRefused(pinned)) return pinned;
  return { ok: { audience: audience.ok, methods: read.ok, pinned: pinned.ok } };
}

/**
 * `aud`: a path, or a list of 1 to {@link audienceAtMost}. Each begins with `/v2/`, names at least one segment after it (and
 * after `accounts/{me|slug}`), has neither query nor fragment, and can be made canonical.
 */
export function readAudience(aud: unknown): Decision<readonly CanonicalPath[], AudienceClaimRefusal> {
  if (aud === undefined) return { refused: 'aud_missing' };
  const entries: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (entries.length === 0 || entries.length > audienceAtMost) return { refused: 'aud_invalid' };
  const paths: CanonicalPath[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'string') return { refused: 'aud_invalid' };
    const path = readAudiencePath(entry);
    if (path === null) return { refused: 'aud_no_path' };
    paths.push(path);
  }
  return { ok: paths };
}

function readAudiencePath(text: string): CanonicalPath | null {
  if (!text.startsWith('/v2/') || /[?#]/.test(text) || !text.isWellFormed()) return null;
  const canonical = canonicalPath(text);
  return canonical === null || canonical.path === '/v2' ? null : canonical;
}

/** `methods`: absent for GET alone, or a list of at least one of {@link mintedMethods}, in upper case. */
export function readMethods(methods: unknown): Decision<ReadonlySet<MintedMethod>, MethodsClaimRefusal> {
  if (methods === undefined) return { ok: new Set(['GET']) };
  if (!Array.isArray(methods) || methods.length === 0) return { refused: 'methods_invalid' };
  return methods.every(isMintedMethod) ? { ok: new Set(methods) } : { refused: 'methods_invalid' };
}

const isMintedMethod = (method: unknown): method is MintedMethod =>
  (mintedMethods as readonly unknown[]).includes(method);

/**
 * `query`: absent for nothing, or an object of at most {@link pinsAtMost} parameters. Text stays as it is, numbers and booleans
 * become text, objects and lists JSON text; null pins nothing and is refused, and so is a whole number beyond 2^53. A parameter that carries a credential cannot be pinned.
 */
export function readPins(query: unknown): Decision<ReadonlyMap<string, string>, PinsClaimRefusal> {
  if (query === undefined) return { ok: new Map() };
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    return { refused: 'query_invalid' };
  const entries = Object.entries(query);
  if (entries.length > pinsAtMost) return { refused: 'query_invalid' };
  const pinned = new Map<string, string>();
  for (const [name, value] of entries) {
    if (!isPinnable(name)) return { refused: 'query_name_invalid' };
    const text = pinnedText(value);
    if (text === null || text.length > pinValueAtMost || !isStorable(text))
      return { refused: 'query_value_invalid' };
    pinned.set(name, text);
  }
  return { ok: pinned };
}

const credentials: ReadonlySet<string> = new Set(['jwt', 'signed_search', 'signature', 'auth']);

/** No name of a list: those are refused in every request, so that a token with one would open nothing. */
const isPinnable = (name: string): boolean =>
  name !== '' &&
  name.length <= pinNameAtMost &&
  isStorable(name) &&
  !name.endsWith(']') &&
  !credentials.has(foldedName(name));

/** A whole number beyond 2^53 may have been another one in the token. */
const isExact = (value: number): boolean =>
  Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));

function pinnedText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return isExact(value) ? String(value) : null;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null;
}

/** What the claims open at the tenant of this slug: paths of other accounts are left out. */
export const grantOf = (
  { audience, methods, pinned }: MintedClaims,
  tenant: { readonly slug: string },
): MintedGrant => ({
  paths: audience
    .filter(({ account }) => account === null || account === 'me' || account === tenant.slug)
    .map(({ path }) => path),
  methods,
  pinned,
});
