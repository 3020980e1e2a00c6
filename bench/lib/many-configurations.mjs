import { createHash } from 'node:crypto';
import { built } from './built.mjs';

const configurationsPerTenant = 10;
const rowsPerStatement = 500;

export const configurationName = (index) => `configuration-${index}`;
/** The secret that signs for it, as text. */
export const configurationSecret = (index) =>
  createHash('sha256').update(`secret ${index}`).digest('base64url');

/** JwtConfigurations with a sealed key of their own, ten to a tenant; rows as the services write them, in large statements. */
export async function fillWithConfigurations({ database, sealer }, count) {
  const { newId } = await built('common/ids');
  const { Tenant } = await built('tenants/tenant.entity');
  const { KeyId } = await built('tenants/key-id.entity');
  const { JwtConfiguration } = await built('tenants/jwt-configuration.entity');
  const { configurationSecretPlace } = await built('tenants/sealed-places');
  const times = { createdAt: Date.now(), updatedAt: Date.now() };
  const tenants = Array.from({ length: Math.ceil(count / configurationsPerTenant) }, (_, index) => ({
    ...{ id: newId(), slug: `merchant-${index}`, name: `Merchant ${index}`, mode: 'live', timezone: 'UTC' },
    ...{ settings: {}, ...times },
  }));
  const rowOf = (index) => {
    const id = configurationName(index);
    const tenantId = tenants[Math.floor(index / configurationsPerTenant)].id;
    const place = configurationSecretPlace({ tenantId, id }, 'current_key');
    return {
      ...{ tenantId, id, mode: 'held', algorithm: 'HS256', audience: ['countersign'], version: 1 },
      ...{ currentKey: sealer.seal(configurationSecret(index), place), previousKey: null },
      ...{
        previousUntil: null,
        issuer: null,
        jwksUri: null,
        algorithms: null,
        userIdClaim: 'id',
        claimMap: {},
      },
      ...{ maxTokenAgeSeconds: null, requireExp: true, clockToleranceSeconds: null, autoProvision: true },
      ...{ enabled: true, ...times },
    };
  };
  await database.write(async ({ manager }) => {
    for (let from = 0; from < tenants.length; from += rowsPerStatement)
      await manager.insert(Tenant, tenants.slice(from, from + rowsPerStatement));
    for (let from = 0; from < count; from += rowsPerStatement) {
      const rows = Array.from({ length: Math.min(rowsPerStatement, count - from) }, (_, at) =>
        rowOf(from + at),
      );
      await manager.insert(
        KeyId,
        rows.map(({ id, tenantId }) => ({ id, tenantId, owner: 'jwt_configuration' })),
      );
      await manager.insert(JwtConfiguration, rows);
    }
  });
}
