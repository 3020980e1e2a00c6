import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../../access/principal.js';
import { KeyDirectory } from '../../tenants/key-directory.js';
import { TenantDirectory } from '../../tenants/tenant-directory.js';
import type { DeviceStream } from './device-stream.js';

/** Looks anew at what streams were opened on the strength of: a key ends by itself too, and a change may have gone unheard. */
@Injectable()
export class StreamProofs {
  constructor(
    @Inject(KeyDirectory) private readonly keys: KeyDirectory,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  /** Those of the streams whose key is no longer active, or whose tenant is not what it was. Throws where the database is away. */
  async outdated(streams: readonly DeviceStream[]): Promise<DeviceStream[]> {
    const keys = new Map<string, boolean>();
    const tenants = new Map<string, TenantIdentity | null>();
    const found: DeviceStream[] = [];
    for (const stream of streams) {
      const key = `${stream.tenantId} ${stream.keyId}`;
      if (!keys.has(key)) keys.set(key, await this.isActive(stream));
      if (!tenants.has(stream.tenantId))
        tenants.set(stream.tenantId, await this.tenants.findById(stream.tenantId));
      const tenant = tenants.get(stream.tenantId) ?? null;
      if (keys.get(key) !== true || !isSame(tenant, stream.tenant)) found.push(stream);
    }
    return found;
  }

  private async isActive({ tenantId, keyId }: DeviceStream): Promise<boolean> {
    return (await this.keys.findActiveById(keyId))?.tenantId === tenantId;
  }
}

/** Snapshots are shared: most are the same object. */
const isSame = (one: TenantIdentity | null, other: TenantIdentity): boolean =>
  one === other || isDeepStrictEqual(one, other);
