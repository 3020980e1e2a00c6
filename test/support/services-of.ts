import { Clock } from '../../src/common/clock.js';
import type { Sealer } from '../../src/crypto/seal.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { ApiKeysService } from '../../src/tenants/api-keys.service.js';
import { SEALER } from '../../src/tenants/sealer.js';
import { TenantsService } from '../../src/tenants/tenants.service.js';
import type { TestServer } from './test-server.js';

/** A service of a running server, wherever among its modules it stands. Throws where there is none. */
export const serviceOf = <Service>(
  { app }: Pick<TestServer, 'app'>,
  type: abstract new (...args: never[]) => Service,
): Service => app.get(type as never, { strict: false });

/** Keys as an operator's commands change them while the server runs. */
export const keysOf = (server: TestServer): ApiKeysService =>
  new ApiKeysService(
    server.database,
    serviceOf(server, ChangeFeed),
    serviceOf(server, Clock),
    server.app.get<Sealer>(SEALER, { strict: false }),
  );

/** Tenants as an operator's commands change them while the server runs. */
export const tenantsOf = (server: TestServer): TenantsService =>
  new TenantsService(server.database, serviceOf(server, ChangeFeed), serviceOf(server, Clock));
