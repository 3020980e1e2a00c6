import type { TenantIdentity } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import { publicCodeOf } from '../federation/rejection.js';
import type { HttpRequest } from '../http/request.js';

interface Refusal {
  readonly credentialKind: 'signed_search' | 'action_link' | 'security_token';
  readonly reason: string;
  /** What the token was held against; nothing of it is proven. */
  readonly found?: { readonly tenant?: TenantIdentity; readonly signer?: { readonly id: string } };
}

/** Writes down why a token proves nothing, and answers the Problem that does not tell. */
export function rejected(request: HttpRequest, { credentialKind, reason, found }: Refusal): Problem {
  request.rejection = {
    reason,
    credentialKind,
    credentialId: found?.signer?.id,
    tenantId: found?.tenant?.id,
  };
  return new Problem(publicCodeOf(reason), { reason });
}
