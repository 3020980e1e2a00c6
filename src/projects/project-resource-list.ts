import type { ListOrder, PageRequest, Slice } from '../common/page.js';

/** Place of a resource in its project, from 0: the merchant's order of priority. */
export const memberOrder: ListOrder<'position'> = {
  fields: { position: 'number' },
  standard: { field: 'position', direction: 'asc' },
};

export interface Member {
  readonly id: string;
  readonly position: number;
}

/** A page of a project's resources, cut out of all of them: they are few. A cursor whose resource left goes on at its place. */
export function pageOfMembers(
  ids: readonly string[],
  { ordering, after, offset, limit, counted }: PageRequest<'position'>,
): Slice<Member> {
  const all = ids.map((id, position) => ({ id, position }));
  if (ordering.direction === 'desc') all.reverse();
  const start = after === null ? offset : placeAfter(all, after.id, Number(after.value), ordering.direction);
  return { rows: all.slice(start, start + limit + 1), total: counted ? all.length : null };
}

function placeAfter(all: readonly Member[], id: string, position: number, direction: 'asc' | 'desc'): number {
  const at = all.findIndex((member) => member.id === id);
  if (at !== -1) return at + 1;
  const next = all.findIndex((member) =>
    direction === 'asc' ? member.position >= position : member.position < position,
  );
  return next === -1 ? all.length : next;
}
