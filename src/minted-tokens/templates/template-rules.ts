import { createSecretKey } from 'node:crypto';
import type { TenantSettings } from '../../access/tenant-settings.js';
import { readCompactJws } from '../../crypto/compact-jws.js';
import {
  audienceAtMost,
  pinNameAtMost,
  pinsAtMost,
  pinValueAtMost,
  readAudience,
  readMethods,
  readPins,
  mintedMethods,
  type MintedClaimRefusal,
} from '../proof/minted-claims.js';
import { refusalOfMintedLife } from '../proof/minted-times.js';
import { readScope } from './page-scope.js';
import type { TemplateClaims } from './template-claims.js';
import { templateToken, timesAt, type TemplateTerms } from './template-token.js';

/** What is wrong with which member of a template. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** Whose tokens they will be. */
export interface MintingTenant {
  /** Null where it is not known: then any account may be named. */
  readonly slug: string | null;
  readonly settings: Pick<TenantSettings, 'clock_tolerance_s' | 'minted_token_max_age_s'>;
}

/**
 * What is wrong with a template, {} where nothing is: its claims are read as the server reads those of tokens, so that none is minted
 * that it would refuse. Whether the key may sign is not looked at.
 */
export function faultsOfTemplate(
  { kid, claims, scope }: TemplateTerms & { readonly scope: string | null },
  tenant: MintingTenant,
  nowMs: number,
): FieldErrors {
  const scopeRead = scope === null ? null : readScope(scope);
  const faults = {
    'claims.aud': faultOfAudience(claims, tenant),
    'claims.methods': reasonOf(readMethods(claims.methods)),
    'claims.query': reasonOf(readPins(claims.query)),
    ...faultOfTimes(claims, tenant, nowMs),
    scope: scopeRead !== null && 'refused' in scopeRead ? scopeRead.refused : null,
  };
  const found = Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== null);
  if (found.length > 0) return Object.fromEntries(found.map(([field, reason]) => [field, [reason]]));
  return isReadable({ kid, claims }, nowMs)
    ? {}
    : { claims: ['make a token that is too long, or nested too deep'] };
}

function faultOfAudience({ aud }: TemplateClaims, { slug }: MintingTenant): string | null {
  const audience = readAudience(aud);
  if ('refused' in audience) return reasons[audience.refused];
  const isElsewhere = ({ account }: { readonly account: string | null }) =>
    slug !== null && account !== null && account !== 'me' && account !== slug;
  return audience.ok.some(isElsewhere) ? 'names an account that is not yours: write /v2/accounts/me/…' : null;
}

/** What is wrong with when the tokens end. A template may outlive its `exp`; then it mints no more. */
export function faultOfTimes(
  claims: TemplateClaims,
  { settings }: Pick<MintingTenant, 'settings'>,
  nowMs: number,
): Readonly<Record<string, string>> {
  if (claims.exp !== undefined && claims.expires_in !== undefined)
    return { 'claims.exp': 'and expires_in exclude each other' };
  const { iat, exp } = timesAt(claims, Math.floor(nowMs / 1000));
  const longest = settings.minted_token_max_age_s;
  if (exp === null)
    return longest === null
      ? {}
      : { 'claims.expires_in': `is needed: your tokens live at most ${longest} seconds` };
  const field = claims.exp === undefined ? 'claims.expires_in' : 'claims.exp';
  if (exp * 1000 <= nowMs) return { [field]: 'must lie in the future' };
  return refusalOfMintedLife({ exp, iat }, settings, nowMs) === undefined
    ? {}
    : { [field]: `makes tokens that live longer than the ${longest} seconds that yours may` };
}

const anyKey = createSecretKey(Buffer.alloc(32));

const isReadable = (terms: TemplateTerms, nowMs: number): boolean =>
  'ok' in readCompactJws(templateToken(terms, timesAt(terms.claims, Math.floor(nowMs / 1000)), anyKey));

const reasonOf = (
  read: { readonly ok: unknown } | { readonly refused: MintedClaimRefusal },
): string | null => ('refused' in read ? reasons[read.refused] : null);

const reasons: Readonly<Record<MintedClaimRefusal, string>> = {
  aud_missing: 'is needed',
  aud_invalid: `must be a path, or a list of 1 to ${audienceAtMost} paths`,
  aud_no_path:
    'must be paths such as /v2/search: they begin with /v2/, name at least one segment after it, and have neither ? nor #',
  methods_invalid: `must be a list of at least one of ${mintedMethods.join(', ')}`,
  query_invalid: `must be an object of at most ${pinsAtMost} parameters`,
  query_name_invalid: `has a name that no pinned parameter may have: 1 to ${pinNameAtMost} characters, no ] at the end, and none that carries a credential`,
  query_value_invalid: `has a value that cannot be pinned: null, a whole number beyond 2^53, or longer than ${pinValueAtMost} characters`,
};
