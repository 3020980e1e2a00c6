import type { EntityManager } from 'typeorm';
import { KeyUse } from '../../src/key-uses/key-use.entity.js';
import { TokenTemplate } from '../../src/minted-tokens/templates/token-template.entity.js';
import { SearchExperience } from '../../src/search/experiences/search-experience.entity.js';
import { ApiKey } from '../../src/tenants/api-key.entity.js';

/** One row of each table behind minted tokens, with `text` wherever a row takes text from outside. */
export async function insertMintingRows(
  manager: EntityManager,
  { tenantId, text }: { readonly tenantId: string; readonly text: string },
): Promise<void> {
  const { id: keyId } = await manager.findOneByOrFail(ApiKey, { tenantId });
  const times = { createdAt: 1, updatedAt: 2 ** 45 };
  const claims = { aud: ['/v2/search'], expires_in: 60, query: { [text]: text } };
  await manager.insert(KeyUse, {
    tenantId,
    keyId,
    credentialKind: 'minted_token',
    count: 2 ** 40,
    lastUsedAt: 1,
  });
  // TypeORM's types do not get to the bottom of free-form JSON.
  const template: object = { tenantId, name: text, keyId, claims, scope: text, ...times };
  await manager.insert(TokenTemplate, template);
  const experience: object = {
    tenantId,
    key: text,
    types: ['projects'],
    filters: { [text]: [text] },
    fields: null,
    limit: 7,
    ...times,
  };
  await manager.insert(SearchExperience, experience);
}
