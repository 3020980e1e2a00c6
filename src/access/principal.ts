import type { Scope, SignedScope } from './scope.js';
import type { TenantSettings } from './tenant-settings.js';

/** Who may call: the kinds of contract 0 that exist so far. */
export const callerKinds = ['app', 'widget', 'user', 'customer', 'action', 'device', 'minted'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** The tenant as far as features need it; a snapshot taken when the credential was proven. */
export interface TenantIdentity {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly mode: 'live' | 'test';
  readonly timezone: string;
  readonly settings: TenantSettings;
}

/** What proved the request; written into journals, never shown to strangers. */
export interface ProvenCredential {
  readonly kind:
    | 'api_key'
    | 'widget_key'
    | 'jwt'
    | 'signed_search'
    | 'action_link'
    | 'security_token'
    | 'client_id'
    | 'minted_token';
  /** Public id of the API key (of tokens that an API key signs: the one that signed; of a client without a token: the one it names) or of the JwtConfiguration. */
  readonly id: string;
  /** SHA-256 of the token, base64url; null for API keys, whose secret is long-lived, and where no token came. */
  readonly fingerprint: string | null;
}

/** A federated user's profile as `GET /v2/me` shows it. */
export interface UserProfile {
  readonly id: string;
  readonly externalId: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly picture: string | null;
}

/** What an action link says (contract 3, "Action links"). */
export interface ProvenLink {
  readonly bookingId: string;
  /** An action of the booking's graph, or `undo`. */
  readonly action: string;
  /** Unix seconds; null where the token has none. */
  readonly issuedAtSeconds: number | null;
  readonly jti: string | null;
  /** Where the browser may be sent after the act, besides the tenant's `allowed_redirects`. */
  readonly redirect: string | null;
}

/** What a minted token opens (contract 5, "Token"). */
export interface MintedGrant {
  /** Canonical paths: each opens itself and what lies below it. */
  readonly paths: readonly string[];
  /** Upper case; GET stands for HEAD too. */
  readonly methods: ReadonlySet<string>;
  /** Query parameters by name, as text. */
  readonly pinned: ReadonlyMap<string, string>;
}

interface Proven {
  readonly tenant: TenantIdentity;
  readonly credential: ProvenCredential;
  readonly sees: Scope;
}

/** The only thing a feature learns about the caller: no Principal, no repository call. */
export type Principal =
  | (Proven & { readonly kind: 'app' })
  | (Proven & { readonly kind: 'widget' })
  | (Proven & { readonly kind: 'customer'; readonly sees: SignedScope })
  | (Proven & { readonly kind: 'action'; readonly link: ProvenLink })
  | (Proven & {
      /** A merchant's client (contract 4). Unsigned, it only names a public `client_id`: nothing about it is proven. */
      readonly kind: 'device';
      /** `user` of the security token; null where the client sent none. May be the empty text. */
      readonly signedUser: string | null;
      /** `exp` of the security token, Unix seconds; null where it has none. */
      readonly expiresAtSeconds: number | null;
    })
  | (Proven & {
      /** A page's token (contract 5): the API key that signed it, narrowed to paths, methods and pinned parameters. */
      readonly kind: 'minted';
      readonly grant: MintedGrant;
    })
  | (Proven & {
      readonly kind: 'user';
      readonly user: UserProfile;
      /** Profile members that the configuration maps from claims. */ readonly mappedMembers: ReadonlySet<string>;
    });

export type CustomerPrincipal = Extract<Principal, { kind: 'customer' }>;
export type ActionPrincipal = Extract<Principal, { kind: 'action' }>;
export type DevicePrincipal = Extract<Principal, { kind: 'device' }>;
export type MintedPrincipal = Extract<Principal, { kind: 'minted' }>;
export type UserPrincipal = Extract<Principal, { kind: 'user' }>;
