import type { CursorPosition } from '../common/cursor.js';
import type { ListOrder } from '../common/page.js';
import { shownField, splitSearch } from '../common/search.js';
import type { Project } from './project.entity.js';

/** Exact matches that narrow `GET /v2/projects`. */
export interface ProjectFilter {
  readonly slug: string | null;
  readonly name: string | null;
}

export type ProjectOrderField = 'created_at' | 'name' | 'slug';

/** Oldest projects first: the order in which the merchant made them. */
export const projectOrder: ListOrder<ProjectOrderField> = {
  fields: { created_at: 'number', name: 'text', slug: 'text' },
  standard: { field: 'created_at', direction: 'asc' },
};

/** Columns that hold the list's orders, and the properties of their values. */
export const orderColumns = {
  created_at: { column: 'created_at', property: 'createdAt' },
  name: { column: 'name', property: 'name' },
  slug: { column: 'slug', property: 'slug' },
} as const satisfies Record<ProjectOrderField, { column: string; property: keyof Project }>;

/** Where a project stands in the list. */
export const placeInList = (project: Project, field: ProjectOrderField): CursorPosition => ({
  value: project[orderColumns[field].property],
  id: project.id,
});

const fields: readonly string[] = ['slug', 'name'] satisfies readonly (keyof ProjectFilter)[];

/** Reads a search of projects (contract 0, "search"); what is refused names the field. */
export function readProjectSearch(text: string | undefined): { ok: ProjectFilter } | { refused: string } {
  const pairs = text === undefined ? { ok: [] } : splitSearch(text);
  if ('refused' in pairs) return pairs;
  const unknown = pairs.ok.find(({ field }) => !fields.includes(field));
  if (unknown !== undefined)
    return { refused: `has an unknown field, ${shownField(unknown.field)}; known are ${fields.join(', ')}` };
  const valueOf = (name: string) => pairs.ok.find(({ field }) => field === name)?.value ?? null;
  return { ok: { slug: valueOf('slug'), name: valueOf('name') } };
}
