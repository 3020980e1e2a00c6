import { built } from './built.mjs';

/** The product's configuration as the benchmark runs it; `environment` goes over it. */
export async function benchConfiguration(environment) {
  const { readConfiguration } = await built('config/configuration');
  return readConfiguration({
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'https://countersign.example',
    COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true',
    // Limits would answer a load test with 429.
    COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '0',
    COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '0',
    COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '0',
    COUNTERSIGN_SIGNS_PER_KEY_PER_MINUTE: '0',
    COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE: '0',
    COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE: '0',
    COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: '0',
    ...environment,
  });
}

/** Makes the schema, a tenant `bench` and its JwtConfigurations, as the command line would; answers what `also` answers. */
export async function seed(configuration, configurations, also = () => undefined) {
  const { openDatabase } = await built('database/open-database');
  const { migrate } = await built('database/schema');
  const { entities } = await built('entities');
  const { makeWorkspace } = await built('admin/workspace');
  const { SystemClock } = await built('common/clock');
  const database = await openDatabase(configuration.database, entities, { poolSize: 2, isUnhurried: true });
  try {
    await migrate(database);
    const workspace = makeWorkspace(configuration, database, new SystemClock());
    const tenant = await workspace.tenants.create({ slug: 'bench', name: 'Benchmark' });
    for (const input of configurations) await workspace.jwtConfigurations.create(tenant.id, input);
    return await also(workspace, tenant);
  } finally {
    await database.close();
  }
}
