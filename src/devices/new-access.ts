import type { Principal } from '../access/principal.js';
import { newId } from '../common/ids.js';
import type { Access } from './access.entity.js';
import { isSigned } from './calls/signed-caller.js';

type Subject = Pick<Access, 'action' | 'userId' | 'deviceId' | 'identityId' | 'confidence'>;

/** The access that a call leaves behind: what it was about, when and from where, and what proved it. `address` is as `addressDigest` makes it. */
export const newAccess = <About extends Subject>(
  caller: Principal,
  { address, nowMs }: { readonly address: string; readonly nowMs: number },
  about: About,
) => ({
  ...about,
  tenantId: caller.tenant.id,
  id: newId(),
  signed: isSigned(caller),
  apiKey: caller.credential.id,
  token: caller.credential.fingerprint,
  ipHash: address,
  createdAt: nowMs,
});
