/** Where the bookings come from: by the customer's token, or by the session of the page that this server made. */
export type Source =
  | { readonly kind: 'signed'; readonly base: string; readonly search: string; readonly token: string }
  | { readonly kind: 'session'; readonly base: string; readonly list: string };

export type Period = 'coming' | 'past';

/**
 * What stands in an address's fragment, `#search=…&signed_search=…`; null where either is missing, or where the token is of
 * another merchant than the page: nobody's bookings appear under somebody else's name.
 */
export function readFragment(
  hash: string,
  appSlug: string,
): { readonly search: string; readonly token: string } | null {
  const members = new URLSearchParams(hash.replace(/^#/, ''));
  const [search, token] = [members.get('search'), members.get('signed_search')];
  if (!search || !token) return null;
  const named = slugIn(token);
  return typeof named === 'string' && named !== appSlug ? null : { search, token };
}

/** The merchant that a token names; undefined where it cannot be read. The backend proves it. */
function slugIn(token: string): unknown {
  try {
    const payload = token.split('.')[1] ?? '';
    const members: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return (members as { app_slug?: unknown } | null)?.app_slug;
  } catch {
    return undefined;
  }
}

const linkPath = /\/v2\/bookings\/[\w-]+\/external_action\/[a-z_]+$/;

/**
 * A link of an answer as an address of the backend itself: whatever host it names, nothing but that backend is asked or
 * visited. Null for everything that is no action link.
 */
export function ownLink(text: unknown, base: string): string | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const { protocol, pathname, search } = new URL(text);
  const path = /^https?:$/.test(protocol) ? linkPath.exec(pathname)?.[0] : undefined;
  return path === undefined ? null : base + path.slice(1) + search;
}

const common = { include: 'customer_action_links,owner_booking', orderBy: 'start', count: 'false' };

/** Coming bookings are those that have not ended, the next one first; past ones have begun, the last one first. */
export function listAddress(source: Source, period: Period, nowMs: number, cursor: string | null): string {
  const now = new Date(nowMs).toISOString();
  const wanted =
    period === 'coming'
      ? { start: now, sortedBy: 'asc', limit: '50' }
      : { end: now, sortedBy: 'desc', limit: '20' };
  const page = cursor === null ? {} : { cursor };
  return addressOf(source, '', { ...common, ...wanted, ...page });
}

/** The calendar file of one booking, or of all of them. */
export const calendarAddress = (source: Source, id?: string): string =>
  addressOf(source, '.ics', id === undefined ? {} : { id });

function addressOf(source: Source, ending: string, members: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(members);
  if (source.kind === 'signed') {
    query.set('search', source.search);
    query.set('signed_search', source.token);
    return `${source.base}v2/bookings${ending}?${query.toString()}`;
  }
  return `${source.list}${ending}?${query.toString()}`;
}
