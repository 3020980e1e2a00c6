import {
  startTestServer,
  type Answer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';
import { buildConfiguration, buildTenant, type BuiltConfiguration, type BuiltTenant } from './tenancy.js';

export interface Shop {
  readonly server: TestServer;
  readonly tenant: BuiltTenant;
  /** A merchant on the same server who has nothing to do with `tenant`. */
  readonly other: BuiltTenant;
  /** The login system of the tenant's users. */
  readonly configuration: BuiltConfiguration;
  /** A request of the merchant's server, unless `options` name another credential. */
  readonly app: (path: string, options?: RequestOptions) => Promise<Answer>;
}

/** A server of its own with two merchants; who opens it closes `server`. */
export async function openShop(tenantOptions: Parameters<typeof buildTenant>[1] = {}): Promise<Shop> {
  const server = await startTestServer();
  const tenant = await buildTenant(server, tenantOptions);
  return {
    server,
    tenant,
    other: await buildTenant(server),
    configuration: await buildConfiguration(server, tenant),
    app: (path, options = {}) =>
      server.request(path, {
        ...(options.bearer === undefined && { basic: tenant.secret }),
        ...options,
      }),
  };
}
