import type { ListOrder, PageRequest, Slice } from '../../common/page.js';
import type { CursorPosition } from '../../common/cursor.js';
import type { TokenTemplate } from './token-template.entity.js';

export const templateOrder: ListOrder<'name'> = {
  fields: { name: 'text' },
  standard: { field: 'name', direction: 'asc' },
};

/** Where a template stands in the list. Nothing breaks ties between names: there are none. */
export const placeInList = ({ name, tenantId }: TokenTemplate): CursorPosition => ({
  value: name,
  id: tenantId,
});

/** A page of a tenant's templates, cut out of all of them in the order of their names: they are few. */
export function pageOfTemplates(
  all: readonly TokenTemplate[],
  { ordering, after, offset, limit, counted }: PageRequest<'name'>,
): Slice<TokenTemplate> {
  const isAscending = ordering.direction === 'asc';
  const ordered = isAscending ? all : [...all].reverse();
  const place = after === null ? null : String(after.value);
  const start =
    place === null
      ? offset
      : ordered.filter(({ name }) => (isAscending ? name <= place : name >= place)).length;
  return { rows: ordered.slice(start, start + limit + 1), total: counted ? all.length : null };
}
