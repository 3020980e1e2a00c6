import type { WriteTransaction } from '../database/access.js';
import { refused } from './admin-refused.js';
import { KeyId } from './key-id.entity.js';

/**
 * Takes an id in the one name space of kids. Refuses (AdminRefused at `path`) an id that stands for anything else already,
 * also one that another process took a moment ago. The tenant is locked before.
 */
export async function takeKeyId({ manager }: WriteTransaction, name: KeyId, path: string): Promise<void> {
  const before = await manager.findOneBy(KeyId, { id: name.id });
  if (before === null) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(KeyId)
      .values(name)
      .orIgnore()
      .updateEntity(false)
      .execute();
    const stands = await manager.findOneByOrFail(KeyId, { id: name.id });
    if (stands.tenantId === name.tenantId) return;
    throw taken(stands, name, path);
  }
  throw taken(before, name, path);
}

/** Refuses an id that another tenant, or another kind of key, holds; null when it is free, the id's row when it is the tenant's own. */
export async function findKeyId(
  { manager }: WriteTransaction,
  name: KeyId,
  path: string,
): Promise<KeyId | null> {
  const stands = await manager.findOneBy(KeyId, { id: name.id });
  if (stands === null || (stands.tenantId === name.tenantId && stands.owner === name.owner)) return stands;
  throw taken(stands, name, path);
}

function taken(stands: KeyId, wanted: KeyId, path: string): Error {
  const whose = stands.tenantId === wanted.tenantId ? 'this tenant' : 'another tenant';
  const what = stands.owner === 'api_key' ? 'an API key' : 'a JwtConfiguration';
  return refused(path, `${JSON.stringify(wanted.id)} is taken: it stands for ${what} of ${whose}`);
}
