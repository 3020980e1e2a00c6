import type { CursorPosition } from '../../common/cursor.js';
import type { ListOrder } from '../../common/page.js';
import type { SearchExperience } from './search-experience.entity.js';

/** By key, which no two experiences of a tenant share. */
export const experienceOrder: ListOrder<'key'> = {
  fields: { key: 'text' },
  standard: { field: 'key', direction: 'asc' },
};

/** Where an experience stands in the list. Nothing breaks ties, for there are none. */
export const placeInList = ({ key, tenantId }: SearchExperience): CursorPosition => ({
  value: key,
  id: tenantId,
});
