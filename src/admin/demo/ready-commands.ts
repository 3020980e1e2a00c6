import type { SignedSearch } from '../../signed-search/signed-search-maker.js';

/** What the demo's credentials are, with tokens that are valid now. */
export interface DemoCredentials {
  /** Origin and path prefix of the server, without a trailing slash. */
  readonly url: string;
  readonly slug: string;
  readonly serverSecret: string;
  readonly widgetSecret: string;
  /** A federated user's token under the shared secret (HS256). */
  readonly hmacToken: string;
  /** One under the merchant's own key pair (RS256); null where the private half is not here. */
  readonly rsaToken: string | null;
  /** Slug of the project that the booking page shows; null where there is none any more. */
  readonly project: string | null;
  /** What a booking through the widget key would be for. */
  readonly booking: Readonly<Record<string, unknown>>;
  /** A customer's bookings. */
  readonly signedSearch: SignedSearch;
  /** By which she cancels the next of them; null where she has none ahead. */
  readonly actionLink: string | null;
  /** What a page builder mints from the demo's template; null where the template or its key is gone. */
  readonly mintedToken: string | null;
  /** Whether everyone may search: the merchant has an experience for the hosted page. */
  readonly hasSearchPage: boolean;
  /** A user's client: a public key id, and the security token that the merchant's server would sign for them. */
  readonly client: { readonly id: string; readonly token: string; readonly user: string };
}

export interface ReadyCommand {
  readonly credential: string;
  readonly command: string;
}

/** One command for each kind of credential, ready to be pasted into a POSIX shell. */
export function readyCommands(demo: DemoCredentials): ReadyCommand[] {
  const { url, serverSecret, widgetSecret, hmacToken, rsaToken, client } = demo;
  const bearer = (token: string, path: string) =>
    `curl -s -H ${quoted(`Authorization: Bearer ${token}`)} ${quoted(url + path)}`;
  return [
    {
      credential: 'API key, HTTP Basic',
      command: `curl -s -u ${quoted(`:${serverSecret}`)} ${quoted(`${url}/v2/bookings`)}`,
    },
    { credential: 'API key, Bearer', command: bearer(serverSecret, '/v2/users') },
    {
      credential: 'Widget key: books from a web page',
      command: `curl -s -u ${quoted(`:${widgetSecret}`)} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(demo.booking))} ${quoted(`${url}/v2/bookings`)}`,
    },
    { credential: "A merchant's user, JWT signed with HS256", command: bearer(hmacToken, '/v2/me') },
    ...(rsaToken === null
      ? []
      : [
          {
            credential: "A merchant's user, JWT signed with RS256",
            command: bearer(rsaToken, '/v2/me/bookings'),
          },
        ]),
    { credential: 'The same in the address', command: `curl -s ${quoted(`${url}/v2/me?jwt=${hmacToken}`)}` },
    {
      credential: 'Signed search: a customer without an account sees her bookings',
      command: `curl -s ${quoted(demo.signedSearch.url)}`,
    },
    ...(demo.actionLink === null
      ? []
      : [
          {
            credential: 'Action link: what it would do; only a POST does it, once',
            command: `curl -s -H 'Accept: application/json' ${quoted(demo.actionLink)}`,
          },
        ]),
    {
      credential: 'Security token: a user’s device is attached',
      command: `curl -s -H ${quoted(`Authorization: Basic ${client.id}:${client.token}`)} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify({ user: client.user, signals: { canvas: 'demo' } }))} ${quoted(`${url}/v2/access`)}`,
    },
    ...(demo.mintedToken === null
      ? []
      : [
          {
            credential: 'Minted token: a public page searches, and can do nothing else',
            command: bearer(demo.mintedToken, '/v2/accounts/me/search?input=beard&with_availability=true'),
          },
        ]),
    ...(demo.project === null
      ? []
      : [
          {
            credential: 'No credential: what the booking page begins with',
            command: `curl -s ${quoted(`${url}/v2/accounts/${demo.slug}/projects/hosted/${demo.project}`)}`,
          },
        ]),
  ];
}

/** The commands and addresses as `npm start` prints them. */
export function readyText(demo: DemoCredentials): string {
  const commands = readyCommands(demo).map(({ credential, command }) => `# ${credential}\n${command}`);
  const pages = [
    ['Sign a browser in', `${demo.url}/sso/${demo.slug}?jwt=${demo.rsaToken ?? demo.hmacToken}`],
    ['Her bookings, whoever has the link', demo.signedSearch.overviewUrl],
    ...(demo.actionLink === null ? [] : [['Cancel the next one', demo.actionLink]]),
    ['The same page after signing in', `${demo.url}/overview/${demo.slug}`],
    ...(demo.hasSearchPage ? [['Find and book, for everyone', `${demo.url}/search/${demo.slug}`]] : []),
    ['API reference', `${demo.url}/docs`],
  ].map(([what = '', address = '']) => `${what.padEnd(36)}${address}`);
  return [`Countersign listens on ${demo.url}`, '', ...commands.flatMap((line) => [line, '']), ...pages].join(
    '\n',
  );
}

/** One word of a POSIX shell, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
