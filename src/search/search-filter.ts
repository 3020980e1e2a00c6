import { isJsonObject, type JsonObject } from '../common/free-form.js';
import { shownField } from '../common/search.js';
import { isStorable } from '../common/text.js';

/** What can be searched for, as contract 5 calls it. */
export const searchedTypes = ['resources', 'projects'] as const;
export type SearchedType = (typeof searchedTypes)[number];

/** What results may be narrowed by. */
export const filterFields = ['type', 'tags', 'project'] as const;
export type FilterField = (typeof filterFields)[number];

/** One thing that must hold: the kind of the result, a tag that it has, or a project (id or slug) that has the resource. */
export interface SearchCondition {
  readonly field: FilterField;
  readonly value: string;
}

/** Conditions of one filter at most. */
export const conditionsAtMost = 20;
const depthAtMost = 4;
const valueAtMost = 255;

type FilterDecision = { readonly ok: readonly SearchCondition[] } | { readonly refused: string };

/**
 * Reads a filter as Yext's pages write it: `{"tags": {"$eq": "beard"}}`, several members and `{"$and": […]}` meaning that
 * all hold. There is no way to say "or" or "not". What is refused is named.
 */
export function readFilter(filter: unknown, depth = 0): FilterDecision {
  if (!isJsonObject(filter)) return { refused: 'must be an object such as {"tags": {"$eq": "beard"}}' };
  if (depth > depthAtMost) return { refused: `must be nested at most ${depthAtMost} deep` };
  const conditions: SearchCondition[] = [];
  for (const [name, value] of Object.entries(filter)) {
    const read = name === '$and' ? readAll(value, depth) : readCondition(name, value);
    if ('refused' in read) return read;
    conditions.push(...read.ok);
    if (conditions.length > conditionsAtMost)
      return { refused: `must have at most ${conditionsAtMost} conditions` };
  }
  return { ok: conditions };
}

/** {@link readFilter} of JSON text. */
export function readFilterText(text: string): FilterDecision {
  try {
    return readFilter(JSON.parse(text));
  } catch {
    return { refused: 'must be JSON such as {"tags": {"$eq": "beard"}}' };
  }
}

function readAll(list: unknown, depth: number): FilterDecision {
  if (!Array.isArray(list) || list.length > conditionsAtMost)
    return { refused: `must have a list of at most ${conditionsAtMost} filters as $and` };
  const conditions: SearchCondition[] = [];
  for (const filter of list as unknown[]) {
    const read = readFilter(filter, depth + 1);
    if ('refused' in read) return read;
    conditions.push(...read.ok);
    if (conditions.length > conditionsAtMost)
      return { refused: `must have at most ${conditionsAtMost} conditions` };
  }
  return { ok: conditions };
}

function readCondition(name: string, comparison: unknown): FilterDecision {
  const field = filterFields.find((known) => known === name);
  if (field === undefined) return { refused: unknownText(name, name.startsWith('$') ? 'operator' : 'field') };
  if (!isJsonObject(comparison)) return { refused: `must compare ${field} as in {"${field}": {"$eq": "…"}}` };
  const unknown = Object.keys(comparison).find((operator) => operator !== '$eq');
  if (unknown !== undefined) return { refused: unknownText(unknown, 'operator') };
  const value = comparison['$eq'];
  if (typeof value !== 'string' || value === '' || value.length > valueAtMost || !isStorable(value))
    return { refused: `must compare ${field} with text of 1 to ${valueAtMost} characters` };
  if (field === 'type' && !searchedTypes.some((type) => type === value))
    return { refused: `must compare type with one of ${searchedTypes.join(', ')}` };
  return { ok: [{ field, value }] };
}

const unknownText = (name: string, sort: 'field' | 'operator'): string =>
  `has an unknown ${sort}, ${shownField(name).toWellFormed()}; known are ${sort === 'field' ? filterFields.join(', ') : '$eq and, around filters, $and'}`;

/** Values that a field is compared with, each once. */
export const valuesOf = (conditions: readonly SearchCondition[], field: FilterField): readonly string[] => [
  ...new Set(conditions.filter((condition) => condition.field === field).map(({ value }) => value)),
];

/** The kinds that all conditions leave. */
export function typesLeft(
  types: readonly SearchedType[],
  conditions: readonly SearchCondition[],
): readonly SearchedType[] {
  const wanted = valuesOf(conditions, 'type');
  return types.filter((type) => wanted.every((value) => value === type));
}

/** A stored filter; one that nobody can read any more is null, and lets nothing through. */
export function storedFilter(filter: JsonObject): readonly SearchCondition[] | null {
  const read = readFilter(filter);
  return 'ok' in read ? read.ok : null;
}
