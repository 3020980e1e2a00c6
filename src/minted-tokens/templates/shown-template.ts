import type { Zone } from '../../common/zone.js';
import type { TokenTemplate } from './token-template.entity.js';

/** A template as its merchant is shown it. */
export const showTemplate = (
  { name, keyId, claims, scope, createdAt, updatedAt }: TokenTemplate,
  zone: Zone,
) => ({
  name,
  kid: keyId,
  claims,
  scope,
  created_at: zone.write(createdAt),
  updated_at: zone.write(updatedAt),
});
