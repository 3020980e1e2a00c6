import type { CallerKind } from '../access/principal.js';
import type { CursorPosition } from '../common/cursor.js';
import type { ListOrder } from '../common/page.js';
import { shownField, splitSearch } from '../common/search.js';
import type { Resource } from './resource.entity.js';

/** Exact matches that narrow `GET /v2/resources`. */
export interface ResourceFilter {
  readonly name: string | null;
  readonly email: string | null;
}

export type ResourceOrderField = 'created_at' | 'name';

/** Oldest resources first: the order in which the merchant made them. */
export const resourceOrder: ListOrder<ResourceOrderField> = {
  fields: { created_at: 'number', name: 'text' },
  standard: { field: 'created_at', direction: 'asc' },
};

/** Where a resource stands in the list. */
export const placeInList = (resource: Resource, field: ResourceOrderField): CursorPosition => ({
  value: field === 'name' ? resource.name : resource.createdAt,
  id: resource.id,
});

/**
 * Reads a search of resources (contract 0, "search"); what is refused names the field. Addresses are searched by the
 * merchant's server alone: nobody else may find out whose they are.
 */
export function readResourceSearch(
  text: string | undefined,
  kind: CallerKind,
): { ok: ResourceFilter } | { refused: string } {
  const pairs = text === undefined ? { ok: [] } : splitSearch(text);
  if ('refused' in pairs) return pairs;
  const fields = kind === 'app' ? ['name', 'email'] : ['name'];
  const unknown = pairs.ok.find(({ field }) => !fields.includes(field));
  if (unknown !== undefined)
    return { refused: `has an unknown field, ${shownField(unknown.field)}; known are ${fields.join(', ')}` };
  const valueOf = (name: string) => pairs.ok.find(({ field }) => field === name)?.value ?? null;
  return { ok: { name: valueOf('name'), email: valueOf('email') } };
}
