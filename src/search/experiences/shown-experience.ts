import type { Zone } from '../../common/zone.js';
import type { SearchExperience } from './search-experience.entity.js';

export const showExperience = (zone: Zone) => (experience: SearchExperience) => ({
  key: experience.key,
  types: experience.types,
  filters: experience.filters,
  fields: experience.fields,
  limit: experience.limit,
  created_at: zone.write(experience.createdAt),
  updated_at: zone.write(experience.updatedAt),
});
