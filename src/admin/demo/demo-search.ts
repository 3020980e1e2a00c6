import { templateToken, timesAt } from '../../minted-tokens/templates/template-token.js';
import { TokenTemplate } from '../../minted-tokens/templates/token-template.entity.js';
import { hostedExperience } from '../../search-page/hosted-token.js';
import { SearchExperience } from '../../search/experiences/search-experience.entity.js';
import type { Workspace } from '../workspace.js';
import { demoNames } from './demo-document.js';
import type { DemoCredentials } from './ready-commands.js';

/** What a page builder mints from the demo's template, and whether the demo's search page stands. */
export async function demoSearch(
  { database, signingKeys, clock }: Pick<Workspace, 'database' | 'signingKeys' | 'clock'>,
  tenantId: string,
): Promise<Pick<DemoCredentials, 'mintedToken' | 'hasSearchPage'>> {
  const [template, hasSearchPage] = await database.read(({ manager }) =>
    Promise.all([
      manager.findOneBy(TokenTemplate, { tenantId, name: demoNames.template }),
      manager.existsBy(SearchExperience, { tenantId, key: hostedExperience }),
    ]),
  );
  const [key] = template === null ? [] : await signingKeys.candidates(tenantId, template.keyId);
  if (template === null || key === undefined) return { mintedToken: null, hasSearchPage };
  const { claims, keyId: kid } = template;
  const times = timesAt(claims, Math.floor(clock.nowMs() / 1000));
  return { mintedToken: templateToken({ kid, claims }, times, key.key), hasSearchPage };
}
