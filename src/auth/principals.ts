import type {
  Principal,
  ProvenCredential,
  TenantIdentity,
  UserPrincipal,
  UserProfile,
} from '../access/principal.js';
import type { ApiKey } from '../tenants/api-key.entity.js';

/** The whole tenant for a server's key; for a widget key nothing of any customer. */
export function principalOfKey(key: ApiKey, tenant: TenantIdentity): Principal {
  return key.type === 'api'
    ? {
        kind: 'app',
        tenant,
        credential: { kind: 'api_key', id: key.id, fingerprint: null },
        sees: { rows: 'all' },
      }
    : {
        kind: 'widget',
        tenant,
        credential: { kind: 'widget_key', id: key.id, fingerprint: null },
        sees: { rows: 'none' },
      };
}

/** A federated user sees their own rows. */
export function principalOfUser(
  user: UserProfile,
  tenant: TenantIdentity,
  credential: ProvenCredential,
  mappedMembers: ReadonlySet<string>,
): UserPrincipal {
  return { kind: 'user', tenant, credential, sees: { rows: 'own', userId: user.id }, user, mappedMembers };
}
