import type { Scope, SignedScope } from './scope.js';
import type { TenantSettings } from './tenant-settings.js';

/** Who may call: the kinds of contract 0 that exist so far. */
export const callerKinds = ['app', 'widget', 'user', 'customer', 'action'] as const;
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
  readonly kind: 'api_key' | 'widget_key' | 'jwt' | 'signed_search' | 'action_link';
  /** Public id of the API key (of signed searches and action links: the one that signed) or of the JwtConfiguration. */
  readonly id: string;
  /** SHA-256 of the token, base64url; null for API keys, whose secret is long-lived. */
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
      readonly kind: 'user';
      readonly user: UserProfile;
      /** Profile members that the configuration maps from claims. */ readonly mappedMembers: ReadonlySet<string>;
    });

export type CustomerPrincipal = Extract<Principal, { kind: 'customer' }>;
export type ActionPrincipal = Extract<Principal, { kind: 'action' }>;
export type UserPrincipal = Extract<Principal, { kind: 'user' }>;
