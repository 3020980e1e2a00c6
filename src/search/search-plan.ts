import type { SearchExperience } from './experiences/search-experience.entity.js';
import {
  conditionsAtMost,
  searchedTypes,
  storedFilter,
  typesLeft,
  valuesOf,
  type SearchCondition,
  type SearchedType,
} from './search-filter.js';
import { deepestResult, type SearchQuery } from './search.schemas.js';

const standardLimit = 20;
const withAvailabilityAtMost = 20;

/** What is to be found: everything that the experience and the request say must hold. */
export interface SearchPlan {
  /** None where no result can be all that it must. */
  readonly types: readonly SearchedType[];
  readonly tags: readonly string[];
  /** Ids or slugs that the request names, and those that its experience names. */
  readonly projects: { readonly asked: readonly string[]; readonly saved: readonly string[] };
  readonly limit: number;
  readonly offset: number;
}

type Wish = Pick<
  SearchQuery,
  'limit' | 'page' | 'with_availability' | 'type' | 'tags' | 'project' | 'filters'
>;

/** Joins a request with its experience, which it narrows and never widens; refuses naming the field. */
export function planOf(
  query: Wish,
  experience: Pick<SearchExperience, 'types' | 'filters' | 'limit'> | null,
): { readonly ok: SearchPlan } | { readonly field: string; readonly refused: string } {
  const saved = experience === null ? [] : storedFilter(experience.filters);
  const asked = conditionsOf(query);
  const all = [...(saved ?? []), ...asked];
  const tags = valuesOf(all, 'tags');
  if (tags.length > conditionsAtMost)
    return {
      field: 'tags',
      refused: `must have at most ${conditionsAtMost} tags with those of the experience`,
    };
  const most = query.with_availability === 'true' ? withAvailabilityAtMost : Infinity;
  if (query.limit !== undefined && query.limit > most)
    return { field: 'limit', refused: `must be at most ${withAvailabilityAtMost} with with_availability` };
  const limit = query.limit ?? Math.min(experience?.limit ?? standardLimit, most);
  if (query.page * limit > deepestResult)
    return { field: 'page', refused: `must not go beyond result ${deepestResult}` };
  const types = saved === null ? [] : typesLeft(experience?.types ?? searchedTypes, all);
  const projects = { asked: valuesOf(asked, 'project'), saved: valuesOf(saved ?? [], 'project') };
  return { ok: { types, tags, projects, limit, offset: (query.page - 1) * limit } };
}

const conditionsOf = ({ type, tags = [], project, filters = [] }: Wish): readonly SearchCondition[] => [
  ...(type === undefined ? [] : [{ field: 'type', value: type } as const]),
  ...tags.map((value) => ({ field: 'tags', value }) as const),
  ...(project === undefined ? [] : [{ field: 'project', value: project } as const]),
  ...filters,
];
