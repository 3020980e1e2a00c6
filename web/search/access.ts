/** What the element asks with. The token finds; the widget key books, and finds where there is no token. */
export interface Access {
  /** The backend's address with a slash at its end. */
  readonly base: string;
  /** Minted: sent with searches alone. Empty without one. */
  readonly token: string;
  /** Empty where nothing can be booked here. */
  readonly widgetKey: string;
  /** Empty for a search by no experience, or by the one that the token pins. */
  readonly experience: string;
}

/** Null where there is nothing to ask with. */
export function accessOf(base: string | null, members: Omit<Access, 'base'>): Access | null {
  return base === null || (members.token === '' && members.widgetKey === '') ? null : { base, ...members };
}

export const finderOf = ({ token, widgetKey }: Access): string =>
  token === '' ? bookerOf({ widgetKey }) : `Bearer ${token}`;

/** HTTP Basic without a user name, as every key of the backend is sent. */
export const bookerOf = ({ widgetKey }: Pick<Access, 'widgetKey'>): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`:${widgetKey}`)))}`;

/** `page` counts from 1. */
export function searchAddress({ base, experience }: Access, input: string, page: number): string {
  const query = new URLSearchParams({ input, with_availability: 'true' });
  if (page > 1) query.set('page', String(page));
  // A token that pins another one refuses this one.
  if (experience !== '') query.set('experienceKey', experience);
  return `${base}v2/search?${query.toString()}`;
}
