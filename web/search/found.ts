import { instantOf, membersOf, textOf } from '../shared/read.js';

/** A free time as it can be booked. */
export interface Slot {
  readonly startMs: number;
  readonly endMs: number;
  /** Null where the slot is of no project. */
  readonly projectId: string | null;
  /** Null where the project's mode chooses. */
  readonly resourceId: string | null;
  /** Names of whom it is with; empty where that is the result itself. */
  readonly withWhom: string;
}

/** Something that was found. All text is the merchant's: text, never HTML. */
export interface Found {
  readonly type: 'resource' | 'project';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The next one; null where there is none. */
  readonly slot: Slot | null;
  /** Whether it has times and none of them is free: a seat of a group has no times of its own. */
  readonly isFull: boolean;
  /** The project that its times are asked of; null where none is known. */
  readonly projectId: string | null;
  /** Whose times they are; null where the project says. */
  readonly resourceIds: readonly string[] | null;
}

/** One page of what a search found. */
export interface FoundPage {
  readonly results: readonly Found[];
  /** Of all pages. */
  readonly count: number;
}

/** A search's answer; null for what is none. */
export function readFound(body: unknown): FoundPage | null {
  const { results, resultsCount } = membersOf(membersOf(body)['response']);
  if (!Array.isArray(results)) return null;
  const read = results.map(readResult).filter((one) => one !== null);
  return { results: read, count: typeof resultsCount === 'number' ? resultsCount : read.length };
}

function readResult(value: unknown): Found | null {
  const result = membersOf(value);
  const { type, tags, next_slot: next, availability_error: unasked } = result;
  const id = textOf(result['id']);
  if (id === '' || (type !== 'resource' && type !== 'project')) return null;
  const projectId = type === 'project' ? id : textOf(membersOf(next)['project_id']) || null;
  return {
    type,
    id,
    // An experience may leave the name out.
    name: textOf(result['name']) || id,
    description: textOf(result['description']),
    tags: Array.isArray(tags) ? tags.map(textOf).filter((tag) => tag !== '') : [],
    slot: readSlot(next, { type, id, projectId }),
    isFull: next === null && unasked === undefined,
    projectId,
    resourceIds: type === 'project' ? null : togetherWith(id, membersOf(next)['resources']),
  };
}

/** Whoever is booked in one slot with it is free in the others too, or they are none. */
function togetherWith(id: string, resources: unknown): readonly string[] {
  const ids = Array.isArray(resources) ? resources.map((one) => textOf(membersOf(one)['id'])) : [];
  return ids.includes(id) ? ids : [id];
}

/** The slots of an availability answer, in order. Null for what is none. */
export function readSlots(body: unknown, of: Pick<Found, 'type' | 'id' | 'projectId'>): Slot[] | null {
  const { data } = membersOf(body);
  return Array.isArray(data)
    ? data.map((value) => readSlot(value, of)).filter((slot) => slot !== null)
    : null;
}

function readSlot(
  value: unknown,
  { type, id, projectId }: Pick<Found, 'type' | 'id' | 'projectId'>,
): Slot | null {
  const { start, end, resources } = membersOf(value);
  const [startMs, endMs] = [instantOf(start), instantOf(end)];
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) return null;
  const names = Array.isArray(resources) ? resources.map((one) => textOf(membersOf(one)['name'])) : [];
  return {
    startMs,
    endMs,
    projectId,
    resourceId: type === 'resource' ? id : null,
    withWhom: type === 'resource' ? '' : names.filter((name) => name !== '').join(', '),
  };
}
