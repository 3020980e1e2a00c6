import { Buffer } from 'node:buffer';
import { isApiKeyId } from '../tenants/api-key-secret.js';

/** One way to read what a merchant's client sent. */
export interface ClientReading {
  /** In the form of an API key's id. */
  readonly clientId: string;
  /** The security token as it came, never empty; null where none came. */
  readonly token: string | null;
}

/** A merchant's client (contract 4, "Credentials"). Of several readings the first whose `clientId` is a key counts; there is at least one. */
export interface ClientCredential {
  readonly kind: 'client';
  readonly readings: readonly ClientReading[];
}

/** What an Authorization header of the scheme Basic says on a route that clients call. */
export type BasicReading = ClientCredential | { readonly kind: 'secret'; readonly secret: string } | null;

/**
 * Reads the value of a Basic header, or of `?auth=`: `client_id:token`, `client_id:` or `client_id`, each as it is or in base64
 * (either alphabet, padded or not), and base64 of `:secret`, which is a key's. Null where it is nothing of all this. An id
 * alone may happen to be base64 of something: then the readings say both.
 */
export function readClientBasic(value: string): BasicReading {
  if (value.includes(':')) return clientOf([readPair(value)]);
  const decoded = decodedText(value);
  if (decoded?.startsWith(':') === true)
    return decoded.length < 2 ? null : { kind: 'secret', secret: decoded.slice(1) };
  const pair = decoded?.includes(':') === true;
  return clientOf([
    ...(pair ? [readPair(decoded)] : []),
    { clientId: value, token: null },
    ...(decoded !== null && !pair ? [{ clientId: decoded, token: null }] : []),
  ]);
}

/** The readings whose id may be a key's. */
export function clientOf(readings: readonly ClientReading[]): ClientCredential | null {
  const possible = readings.filter(({ clientId }) => isApiKeyId(clientId));
  return possible.length === 0 ? null : { kind: 'client', readings: possible };
}

function readPair(text: string): ClientReading {
  const colon = text.indexOf(':');
  return { clientId: text.slice(0, colon), token: text.slice(colon + 1) || null };
}

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text behind base64; null where this is no base64, or of something that is no text. */
function decodedText(value: string): string | null {
  if (!base64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  const canonical = value.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  if (bytes.toString('base64url') !== canonical) return null;
  try {
    const text = strictUtf8.decode(bytes);
    return /\p{Cc}/u.test(text) ? null : text;
  } catch {
    return null;
  }
}
