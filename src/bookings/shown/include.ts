import type { CallerKind } from '../../access/principal.js';

/** Parts of a booking that are answered on demand; `attributes`, `resource`, `customers` and `meta` always are. */
const includes = [
  'event',
  'user',
  'project',
  'owner_booking',
  'history',
  'customer_action_links',
  'link_touches',
] as const;
export type Include = (typeof includes)[number];

/** Parts that not everyone is answered, with those who are. */
const answeredTo: Partial<Record<Include, readonly CallerKind[]>> = {
  user: ['app', 'user', 'widget'],
  history: ['app'],
  customer_action_links: ['app', 'user', 'customer'],
  link_touches: ['app'],
};

/** The names of a comma list that mean something to this caller; others are ignored (contract 0). `project.resources` names the project, which has them. */
export function readInclude(text: string | undefined, caller: CallerKind): ReadonlySet<Include> {
  const names = new Set((text ?? '').split(',').map((name) => name.trim().split('.', 1)[0]));
  return new Set(includes.filter((name) => names.has(name) && (answeredTo[name]?.includes(caller) ?? true)));
}
