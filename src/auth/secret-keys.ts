import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { KeyDirectory } from '../tenants/key-directory.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { Credential } from './credential.js';
import { principalOfKey } from './principals.js';

/** Proves the secrets of API keys and widget keys. */
@Injectable()
export class SecretKeys {
  constructor(
    private readonly keys: KeyDirectory,
    private readonly tenants: TenantDirectory,
  ) {}

  /** The caller, where key and tenant are held in memory; `prove` answers for all others. */
  recall({ secret, carriedIn }: Extract<Credential, { kind: 'secret' }>): Principal | undefined {
    const key = this.keys.heldBySecret(secret);
    if (key === undefined || (key.type === 'widget' && carriedIn === 'bearer')) return undefined;
    const tenant = this.tenants.findById(key.tenantId);
    return tenant === null || tenant instanceof Promise ? undefined : principalOfKey(key, tenant);
  }

  /** A widget key comes in Basic only; anything that does not prove itself gets the same answer. */
  async prove(
    { secret, carriedIn }: Extract<Credential, { kind: 'secret' }>,
    request: HttpRequest,
  ): Promise<Principal> {
    const key = await this.keys.findBySecret(secret);
    const tenant = key && (await this.tenants.findById(key.tenantId));
    if (key === null || !tenant || (key.type === 'widget' && carriedIn === 'bearer')) {
      const reason = key === null ? 'secret_unknown' : 'widget_key_as_bearer';
      request.rejection = { reason, credentialKind: 'api_key', credentialId: key?.id };
      throw new Problem('token_rejected', { reason });
    }
    return principalOfKey(key, tenant);
  }
}
