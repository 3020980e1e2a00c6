import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import type { ApiKey } from '../tenants/api-key.entity.js';
import { KeyDirectory } from '../tenants/key-directory.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { SecretCredential } from './credential.js';
import { principalOfKey } from './principals.js';

/** Proves the secrets of API keys and widget keys. */
@Injectable()
export class SecretKeys {
  constructor(
    private readonly keys: KeyDirectory,
    private readonly tenants: TenantDirectory,
  ) {}

  /** The caller, where key and tenant are held in memory; `prove` answers for all others. */
  recall({ secret, carriedIn }: SecretCredential): Principal | undefined {
    const key = this.keys.heldBySecret(secret);
    if (key === undefined || (key.type === 'widget' && carriedIn === 'bearer')) return undefined;
    const tenant = this.tenants.findById(key.tenantId);
    return tenant === null || tenant instanceof Promise ? undefined : principalOfKey(key, tenant);
  }

  /** The caller, looked up where it is not in memory; null where the secret proves nothing. */
  async find({ secret, carriedIn }: SecretCredential): Promise<Principal | null> {
    return this.callerOf(await this.keys.findBySecret(secret), carriedIn);
  }

  /** A widget key comes in Basic only; anything that does not prove itself gets the same answer. */
  async prove({ secret, carriedIn }: SecretCredential, request: HttpRequest): Promise<Principal> {
    const key = await this.keys.findBySecret(secret);
    const caller = await this.callerOf(key, carriedIn);
    if (caller !== null) return caller;
    const reason = key === null ? 'secret_unknown' : 'widget_key_as_bearer';
    request.rejection = { reason, credentialKind: 'api_key', credentialId: key?.id };
    throw new Problem('token_rejected', { reason });
  }

  private async callerOf(
    key: ApiKey | null,
    carriedIn: SecretCredential['carriedIn'],
  ): Promise<Principal | null> {
    if (key === null || (key.type === 'widget' && carriedIn === 'bearer')) return null;
    const tenant = await this.tenants.findById(key.tenantId);
    return tenant && principalOfKey(key, tenant);
  }
}
