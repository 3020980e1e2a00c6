import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { built } from '../lib/built.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** What a server holds after the keys of `count` configurations, of as many tenants as one, were asked for once each. */
async function lookUpAll({ directory, count }) {
  const { ConfigurationDirectory } = await built('tenants/configuration-directory');
  const { HeldKeys } = await built('federation/held-keys');
  const { makeApplication } = await built('configure-app');
  const configuration = await benchConfiguration({
    DATABASE_URL: `sqlite:${join(directory, 'memory.sqlite')}`,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  await seed(configuration, [], ({ database, sealer }, tenant) =>
    insertMany(database, sealer, tenant.id, count),
  );
  const app = await makeApplication(configuration);
  await app.init();
  try {
    const directoryOfKeys = app.get(ConfigurationDirectory, { strict: false });
    const heldKeys = app.get(HeldKeys, { strict: false });
    const before = heldBytes();
    const from = performance.now();
    for (let index = 0; index < count; index += 1) {
      const found = await directoryOfKeys.findById(nameOf(index));
      if (found === null || heldKeys.keysOf(found) === null) throw new Error(`${nameOf(index)} has no key.`);
    }
    const microseconds = ((performance.now() - from) * 1000) / count;
    return { megabytes: (heldBytes() - before) / 2 ** 20, microseconds, count };
  } finally {
    await app.close();
  }
}

const nameOf = (index) => `configuration-${index}`;

function heldBytes() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Rows as the service writes them, in large statements. */
async function insertMany(database, sealer, tenantId, count) {
  const { KeyId } = await built('tenants/key-id.entity');
  const { JwtConfiguration } = await built('tenants/jwt-configuration.entity');
  const { configurationSecretPlace } = await built('tenants/sealed-places');
  const now = Date.now();
  const rowOf = (id) => ({
    tenantId,
    id,
    mode: 'held',
    algorithm: 'HS256',
    currentKey: sealer.seal(
      randomBytes(32).toString('base64url'),
      configurationSecretPlace({ tenantId, id }, 'current_key'),
    ),
    previousKey: null,
    previousUntil: null,
    issuer: null,
    jwksUri: null,
    algorithms: null,
    audience: ['countersign'],
    userIdClaim: 'id',
    claimMap: {},
    maxTokenAgeSeconds: null,
    requireExp: true,
    clockToleranceSeconds: null,
    autoProvision: true,
    enabled: true,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  await database.write(async ({ manager }) => {
    for (let from = 0; from < count; from += 500) {
      const ids = Array.from({ length: Math.min(500, count - from) }, (_, index) => nameOf(from + index));
      await manager.insert(
        KeyId,
        ids.map((id) => ({ id, tenantId, owner: 'jwt_configuration' })),
      );
      await manager.insert(JwtConfiguration, ids.map(rowOf));
    }
  });
}

answerQuestions({ lookUpAll });
