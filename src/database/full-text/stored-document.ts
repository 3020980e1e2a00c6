import {
  edgeTerm,
  edgesOf,
  tagTerm,
  tenantCode,
  typoTerms,
  wordTerm,
  type SearchedType,
  type WordPlace,
} from './terms.js';
import { firstOf, foldedText, storedWords } from './words.js';

/** What can be found, and by which texts. */
export interface SearchDocument {
  readonly type: SearchedType;
  readonly id: string;
  /** What it is called: the order of results. */
  readonly name: string;
  /** Whatever else it is called. */
  readonly furtherNames: readonly string[];
  readonly tags: readonly string[];
  readonly description: string;
}

/** A document as it stands in the database. */
export interface StoredDocument {
  readonly tenantId: string;
  readonly type: SearchedType;
  readonly id: string;
  /** The folded name. */
  readonly sortName: string;
  /** The terms of its words and tags, a space before and behind each. */
  readonly words: string;
  /** All that the index knows it by. */
  readonly terms: readonly string[];
}

/** Code points of a name that count for the order; an index of PostgreSQL holds no long texts. */
const sortNameAtMost = 200;
/** Words of one place that count; a description of 10,000 characters has fewer different ones. */
const wordsAtMost = 1_500;
/** Words of names and tags that may be mistyped. */
const typosAtMost = 40;

export const sortNameOf = (text: string): string => firstOf(foldedText(text), sortNameAtMost);

export function storedDocument(tenantId: string, document: SearchDocument): StoredDocument {
  const { type, id, name, furtherNames, tags, description } = document;
  const places: Readonly<Record<WordPlace, readonly string[]>> = {
    name: placeWords([name, ...furtherNames]),
    tag: placeWords(tags),
    description: placeWords([description]),
  };
  const inPlaces = (Object.keys(places) as WordPlace[]).flatMap((place) =>
    places[place].map((word) => [place, word] as const),
  );
  const whole = [
    ...inPlaces.map(([place, word]) => wordTerm(type, place, word)),
    ...new Set(tags.map((tag) => tagTerm(type, tag))),
  ];
  const edges = inPlaces.flatMap(([place, word]) =>
    edgesOf(word).flatMap((edge) => [
      edgeTerm(type, 'anywhere', edge),
      ...(place === 'description' ? [] : [edgeTerm(type, place, edge)]),
    ]),
  );
  const typos = [...places.name, ...places.tag]
    .slice(0, typosAtMost)
    .flatMap((word) => typoTerms(type, word));
  const code = tenantCode(tenantId);
  return {
    tenantId,
    type,
    id,
    sortName: sortNameOf(name),
    words: ` ${whole.join(' ')} `,
    terms: [...new Set([...whole, ...edges, ...typos])].map((term) => `${code}${term}`),
  };
}

const placeWords = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap(storedWords))].slice(0, wordsAtMost);

/** By what a resource is found. */
export const resourceDocument = (resource: {
  readonly id: string;
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
}): SearchDocument => ({
  type: 'resource',
  id: resource.id,
  name: resource.name,
  furtherNames: [resource.firstName ?? '', resource.lastName ?? ''],
  tags: resource.tags,
  description: resource.description ?? '',
});

/** By what a project is found. */
export const projectDocument = (project: {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
}): SearchDocument => ({
  type: 'project',
  id: project.id,
  name: project.name,
  furtherNames: [project.slug],
  tags: [],
  description: project.description ?? '',
});
