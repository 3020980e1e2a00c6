import type { WriteTransaction } from '../database/access.js';
import { refused } from './admin-refused.js';
import { canonicalIssuer } from './issuer-canonical.js';
import { Issuer } from './issuer.entity.js';
import { JwtConfiguration } from './jwt-configuration.entity.js';

type Claim = Pick<JwtConfiguration, 'tenantId' | 'id' | 'mode'> & { readonly issuer: string };

/**
 * Takes an issuer for a configuration: one tenant per canonical form, one mode within the tenant, and one JWK Set
 * configuration per exact text. Refuses with AdminRefused at `issuer`. The tenant is locked before.
 */
export async function takeIssuer(
  { manager }: WriteTransaction,
  { tenantId, id, mode, issuer }: Claim,
): Promise<void> {
  const canonical = canonicalIssuer(issuer);
  await manager
    .createQueryBuilder()
    .insert()
    .into(Issuer)
    .values({ canonical, tenantId, mode })
    .orIgnore()
    .updateEntity(false)
    .execute();
  const stands = await manager.findOneByOrFail(Issuer, { canonical });
  const quoted = JSON.stringify(issuer);
  if (stands.tenantId !== tenantId) throw refused('issuer', `${quoted} belongs to another tenant`);
  if (stands.mode !== mode) {
    throw refused(
      'issuer',
      stands.mode === 'jwks'
        ? `${quoted} is named by a JWK Set configuration; a configuration with a key held here cannot name it too`
        : `${quoted} is named by a configuration with a key held here; a JWK Set configuration cannot name it too`,
    );
  }
  if (mode !== 'jwks') return;
  const same = await manager.findOneBy(JwtConfiguration, { tenantId, mode, issuer });
  if (same !== null && same.id !== id)
    throw refused('issuer', `${quoted} has a JWK Set configuration already: ${same.id}`);
}

/** Lets go of an issuer that no configuration of the tenant names any more. */
export async function releaseIssuer(
  { manager }: WriteTransaction,
  tenantId: string,
  issuer: string,
): Promise<void> {
  const canonical = canonicalIssuer(issuer);
  const configurations = await manager.findBy(JwtConfiguration, { tenantId });
  if (configurations.some((one) => one.issuer !== null && canonicalIssuer(one.issuer) === canonical)) return;
  await manager.delete(Issuer, { canonical, tenantId });
}
