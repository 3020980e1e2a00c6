interface Tag {
  readonly name: string;
  readonly description: string;
  /** Paths that begin so belong to the tag. */
  readonly paths: readonly string[];
  /** Those of its paths that are pages: forms come in, HTML goes out, errors included. */
  readonly pages?: RegExp;
}

const tags: readonly Tag[] = [
  { name: 'Me', description: 'The federated user’s own data.', paths: ['/v2/me'] },
  { name: 'Users', description: 'The people whose tokens were proven here.', paths: ['/v2/users'] },
  { name: 'Resources', description: 'What can be booked.', paths: ['/v2/resources'] },
  {
    name: 'Availability',
    description: 'Which times can be booked.',
    paths: ['/v2/availability', '/v2/unavailable'],
  },
  {
    name: 'Projects',
    description: 'Kinds of appointments: which resources offer them, when, and what their bookings are like.',
    paths: ['/v2/projects'],
  },
  { name: 'App', description: 'The tenant that a credential belongs to.', paths: ['/v2/app'] },
  {
    name: 'Bookings',
    description: 'Bookings, their states and their history.',
    paths: ['/v2/bookings', '/v2/bookings.ics'],
    pages: /\/external_action\//,
  },
  {
    name: 'Signed searches',
    description: 'What a customer without an account is given to see their bookings.',
    paths: ['/v2/signed-searches'],
  },
  {
    name: 'Minted tokens',
    description: 'Templates of the tokens that public pages hold, and the tokens that are made of them.',
    paths: ['/v2/token-templates', '/v2/page-tokens'],
  },
  {
    name: 'Search',
    description: 'Finding resources and projects by words, and saved ways of searching.',
    paths: ['/v2/search', '/v2/search-experiences'],
  },
  {
    name: 'Device access',
    description:
      'Which devices a user is signed in on, within a limit; proven by security tokens that the merchant signs.',
    paths: ['/v2/token', '/v2/access', '/v2/device', '/v2/identity', '/v2/proj', '/v2/usage', '/device.js'],
  },
  {
    name: 'Sign-on',
    description: 'Pages on which a browser signs on with a merchant’s token.',
    paths: ['/sso'],
    pages: /^/,
  },
  {
    name: 'Overview',
    description: 'A customer’s page of bookings, and the web component that shows them on any page.',
    paths: ['/overview', '/overview.js'],
    pages: /^\/overview\/\{slug\}$/,
  },
  {
    name: 'Search page',
    description:
      'A merchant’s page that finds what can be booked and books it, and the web component for any page.',
    paths: ['/search', '/search.js'],
    pages: /^\/search\/\{slug\}$/,
  },
  {
    name: 'Operation',
    description: 'Health and figures, for whoever runs the server.',
    paths: ['/health', '/metrics'],
  },
];

const find = (path: string): Tag | undefined =>
  tags.find(({ paths }) => paths.some((start) => path === start || path.startsWith(`${start}/`)));

/** Tag of a path; 'Other' where no feature claims it. */
export const tagOf = (path: string): string => find(path)?.name ?? 'Other';

export const isPage = (path: string): boolean => find(path)?.pages?.test(path) === true;

/** The tags that are used, described, in the order of the reference. */
export const describeTags = (used: ReadonlySet<string>): { name: string; description?: string }[] => [
  ...tags.filter(({ name }) => used.has(name)).map(({ name, description }) => ({ name, description })),
  ...(used.has('Other') ? [{ name: 'Other' }] : []),
];

const textTypes: ReadonlyMap<string, string> = new Map([
  ['/metrics', 'text/plain'],
  ['/v2/bookings.ics', 'text/calendar'],
  ['/v2/access/device/{device}/listen', 'text/event-stream'],
  ['/overview.js', 'text/javascript'],
  ['/search.js', 'text/javascript'],
  ['/device.js', 'text/javascript'],
  ['/overview/{slug}/bookings.ics', 'text/calendar'],
]);

/** Media type of answers that are no JSON; undefined where an answer without a schema has no body. */
export const textTypeOf = (path: string): string | undefined =>
  isPage(path) ? 'text/html' : textTypes.get(path);
