import { type JsonObject } from './strict-json.js';

/** Last second of the year 9999. A later instant is milliseconds taken for seconds, and no token lives that long. */
export const LATEST_PLAUSIBLE_SECONDS = 253_402_300_799;
/** The first instant that a Date can hold (ECMA-262, time values). */
export const EARLIEST_DATE_SECONDS = -8_640_000_000_000;
export const DEFAULT_CLOCK_TOLERANCE_SECONDS = 30;
export const LARGEST_CLOCK_TOLERANCE_SECONDS = 300;

/** `exp`, `nbf`, `iat` in Unix seconds (RFC 7519 sections 4.1.4 to 4.1.6), fractions allowed; `undefined` where absent. */
export interface TimeClaims {
  readonly exp: number | undefined;
  readonly nbf: number | undefined;
  readonly iat: number | undefined;
}

export interface TimeRules {
  /** 0 to {@link LARGEST_CLOCK_TOLERANCE_SECONDS}; {@link DEFAULT_CLOCK_TOLERANCE_SECONDS} where the tenant sets nothing. */
  readonly clockToleranceSeconds: number;
  readonly requireExp: boolean;
  /** Refuses a token whose `iat` is longer ago than this, and one without `iat`; `undefined` for no limit. */
  readonly maxTokenAgeSeconds?: number | undefined;
}

export type TimeRefusal =
  | 'exp_invalid'
  | 'nbf_invalid'
  | 'iat_invalid'
  | 'exp_missing'
  | 'iat_missing'
  | 'expired'
  | 'not_active'
  | 'issued_in_future'
  | 'too_old';

export type AudienceRefusal = 'audience_missing' | 'audience_invalid' | 'audience_mismatch';
export type ClaimRefusal = TimeRefusal | AudienceRefusal;

/**
 * The time claims of a payload, or the first that is no instant: each must be a finite JSON number (no text, no 1e999)
 * between {@link EARLIEST_DATE_SECONDS} and {@link LATEST_PLAUSIBLE_SECONDS}, so that each can be shown as a date. They are
 * checked wherever they stand, demanded or not.
 */
export function readTimeClaims(
  payload: JsonObject,
): { readonly ok: TimeClaims } | { readonly refused: TimeRefusal } {
  const { exp, nbf, iat } = payload;
  if (!isInstantOrAbsent(exp)) return { refused: 'exp_invalid' };
  if (!isInstantOrAbsent(nbf)) return { refused: 'nbf_invalid' };
  if (!isInstantOrAbsent(iat)) return { refused: 'iat_invalid' };
  return { ok: { exp, nbf, iat } };
}

/**
 * The reason a token with these times is not acceptable at `nowMs` (Unix milliseconds), `undefined` when it is. A token is dead from the
 * instant `exp` on (RFC 7519 section 4.1.4), later by the tolerance. Rules that are not numbers refuse rather than pass.
 */
export function refusalOfTimes(times: TimeClaims, rules: TimeRules, nowMs: number): TimeRefusal | undefined {
  const { exp, nbf, iat } = times;
  const { clockToleranceSeconds: tolerance, maxTokenAgeSeconds: maxAge } = rules;
  const now = nowMs / 1000;
  if (exp === undefined ? rules.requireExp : !(now < exp + tolerance))
    return exp === undefined ? 'exp_missing' : 'expired';
  if (nbf !== undefined && !(now >= nbf - tolerance)) return 'not_active';
  if (iat !== undefined && !(now >= iat - tolerance)) return 'issued_in_future';
  if (maxAge === undefined) return undefined;
  if (iat === undefined) return 'iat_missing';
  return now - iat <= maxAge + tolerance ? undefined : 'too_old';
}

/**
 * The reason `aud` (text, or a list of text: RFC 7519 section 4.1.3) names none of the configured audiences, compared
 * as exact text; `undefined` when it does, or when no audience is configured. An empty list matches nothing.
 */
export function refusalOfAudience(
  payload: JsonObject,
  audience: readonly string[] | undefined,
): AudienceRefusal | undefined {
  if (audience === undefined) return undefined;
  const { aud } = payload;
  if (aud === undefined) return 'audience_missing';
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!named.every((name) => typeof name === 'string')) return 'audience_invalid';
  return named.some((name) => audience.includes(name)) ? undefined : 'audience_mismatch';
}

export interface ClaimRules extends TimeRules {
  readonly audience?: readonly string[] | undefined;
}

/** Times and audience in one call; `ok` holds the times, to be asked again whenever the token is used again. */
export function checkClaims(
  payload: JsonObject,
  rules: ClaimRules,
  nowMs: number,
): { readonly ok: TimeClaims } | { readonly refused: ClaimRefusal } {
  const times = readTimeClaims(payload);
  if ('refused' in times) return times;
  const refused = refusalOfTimes(times.ok, rules, nowMs) ?? refusalOfAudience(payload, rules.audience);
  return refused === undefined ? times : { refused };
}

function isInstantOrAbsent(value: unknown): value is number | undefined {
  return (
    value === undefined ||
    (typeof value === 'number' && value >= EARLIEST_DATE_SECONDS && value <= LATEST_PLAUSIBLE_SECONDS)
  );
}
