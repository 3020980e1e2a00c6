import { clientOf, type ClientCredential } from './client-credential.js';

/** What a request to a route of clients may carry beside its headers. */
export interface ClientSources {
  /** The query parameter `auth`; undefined also where the route does not take it. */
  readonly auth: string | undefined;
  readonly body: unknown;
}

interface BodyMembers {
  /** Undefined where there is none; an empty text is none. */
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

/** `client_id` and `secret` of a body; null where one of them is there and no text. */
export function readBodyMembers(body: unknown): BodyMembers | null {
  const clientId = ownMember(body, 'client_id');
  const secret = ownMember(body, 'secret');
  if (!isTextOrNone(clientId) || !isTextOrNone(secret)) return null;
  return { clientId: clientId || undefined, secret: secret || undefined };
}

/** The client of header and body together; null where the two differ, and where neither names a client. */
export function joinClient(
  fromHeader: ClientCredential | null,
  { clientId, secret }: BodyMembers,
): ClientCredential | null {
  if (fromHeader === null)
    return clientId === undefined ? null : clientOf([{ clientId, token: secret ?? null }]);
  const named = fromHeader.readings.filter(
    (reading) => clientId === undefined || reading.clientId === clientId,
  );
  if (named[0] === undefined) return null;
  if (secret === undefined) return { kind: 'client', readings: named };
  const agreeing = named.filter(({ token }) => token === null || token === secret);
  return agreeing[0] === named[0]
    ? { kind: 'client', readings: agreeing.map((reading) => ({ ...reading, token: secret })) }
    : null;
}

function ownMember(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return Object.hasOwn(body, name) ? ((body as Record<string, unknown>)[name] ?? undefined) : undefined;
}

const isTextOrNone = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';
