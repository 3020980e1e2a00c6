import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../../access/principal.js';
import { isApiKeyId } from '../../tenants/api-key-secret.js';
import type { ApiKey } from '../../tenants/api-key.entity.js';
import { KeyDirectory } from '../../tenants/key-directory.js';
import { TenantDirectory } from '../../tenants/tenant-directory.js';

/** Whom a `client_id` names: nothing is proven by it, for it is public. */
export interface NamedClient {
  /** Public id of the API key. */
  readonly id: string;
  readonly tenant: TenantIdentity;
}

/** API keys by the id that clients name them by. Only active keys of servers are ones: a widget key's id is nobody's. */
@Injectable()
export class ClientKeys {
  constructor(
    @Inject(KeyDirectory) private readonly keys: KeyDirectory,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  /** Null for whatever names no active API key. */
  async find(clientId: string): Promise<NamedClient | null> {
    const key = isApiKeyId(clientId) ? await this.keys.findActiveById(clientId) : null;
    const tenant = isClient(key) ? await this.tenants.findById(key.tenantId) : null;
    return tenant && { id: clientId, tenant };
  }

  /** The client where key and tenant are held in memory; starts no query that the answer waits for. */
  held(clientId: string): NamedClient | undefined {
    const key = this.keys.heldById(clientId) ?? null;
    const tenant = isClient(key) ? this.tenants.findById(key.tenantId) : null;
    return tenant === null || tenant instanceof Promise ? undefined : { id: clientId, tenant };
  }
}

const isClient = (key: ApiKey | null): key is ApiKey => key?.type === 'api';
