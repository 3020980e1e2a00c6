import type { Clock } from '../../common/clock.js';
import type { WriteTransaction } from '../../database/access.js';
import { ensureExperience, tooManyExperiences } from '../../search/experiences/ensure-experience.js';
import type { NewExperienceBody } from '../../search/experiences/experience.schemas.js';
import type { SearchExperience } from '../../search/experiences/search-experience.entity.js';
import { refused } from '../../tenants/admin-refused.js';
import type { Applied } from '../../tenants/outcome.js';

/** Creates the experience, or changes what the file names of the one of that key. Throws AdminRefused where there are too many. */
export async function ensureSeededExperience(
  transaction: WriteTransaction,
  clock: Clock,
  tenantId: string,
  stated: NewExperienceBody,
): Promise<Applied<SearchExperience>> {
  const ensured = await ensureExperience(transaction, tenantId, stated, clock.nowMs());
  if ('refused' in ensured) throw refused('key', tooManyExperiences);
  return ensured.ok;
}
