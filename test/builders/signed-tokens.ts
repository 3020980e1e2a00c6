import jsonwebtoken from 'jsonwebtoken';
import type { BuiltTenant } from './tenancy.js';

/** What of a merchant its server signs with. */
type Signer = Pick<BuiltTenant, 'slug' | 'secret'>;

export interface SigningOptions {
  /** Members that go over the defaults; undefined takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** The tenant's API key by default. */
  readonly secret?: string;
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512';
}

/** A signed search as a merchant's server makes it with a foreign JWT library: made now, without `kid`, good for ever. */
export function signedSearchToken(
  tenant: Signer,
  pairs: Readonly<Record<string, unknown>>,
  { claims = {}, ...options }: SigningOptions = {},
): string {
  return signedBy(tenant, { app_slug: tenant.slug, ...pairs, iat: nowSeconds(), ...claims }, options);
}

/** The token of an action link as a merchant's server makes it: made now, without `kid`, good for ever. */
export function actionLinkToken(
  tenant: Signer,
  bookingId: string,
  action: string,
  { claims = {}, ...options }: SigningOptions = {},
): string {
  return signedBy(tenant, { booking_id: bookingId, action, iat: nowSeconds(), ...claims }, options);
}

/** A security token as a merchant's server makes it for one of its users: made now, without `kid`, good for ever. */
export const securityToken = (
  tenant: Signer,
  user: unknown,
  { claims = {}, ...options }: SigningOptions = {},
): string => signedBy(tenant, { user, iat: nowSeconds(), ...claims }, options);

/** The query of a customer who asks for exactly what the token signs, and for `more` beside it. */
export function signedQuery(
  token: string,
  pairs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): string {
  const search = Object.entries(pairs)
    .map(([field, value]) => `${field}:${value}`)
    .join(';');
  return new URLSearchParams({ search, signed_search: token, ...more }).toString();
}

/** Path and query of an action link. */
export const actionLinkPath = (bookingId: string, action: string, token: string): string =>
  `/v2/bookings/${bookingId}/external_action/${action}?signature=${token}`;

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const signedBy = (
  { secret: own }: Signer,
  payload: object,
  { header = {}, secret = own, algorithm = 'HS256' }: Omit<SigningOptions, 'claims'>,
): string =>
  jsonwebtoken.sign(JSON.stringify(payload), secret, {
    header: { typ: 'JWT', ...header, alg: algorithm },
    algorithm,
  });
