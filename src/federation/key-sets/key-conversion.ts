import { createPublicKey } from 'node:crypto';
import jwksRsa from 'jwks-rsa';
import type { KeySetContent, KeySetKey } from './key-set-reader.js';

/**
 * Turns the keys read from a set into key objects by way of `jwks-rsa`, which is handed only their public members and
 * neither fetches, caches nor limits anything here. A key on which its reading and ours differ is skipped as `broken`.
 */
export async function convertKeys(jwksUri: string, content: KeySetContent): Promise<KeySetContent> {
  // The library takes an empty set for an error; to us it says that every key is gone.
  if (content.keys.length === 0) return content;
  // It also leaves out what it cannot read, so each key travels under its place in place of its kid.
  const jwks = content.keys.map(({ key }, place) => ({
    ...key.export({ format: 'jwk' }),
    kid: String(place),
  }));
  const client = new jwksRsa.JwksClient({
    jwksUri,
    cache: false,
    rateLimit: false,
    fetcher: () => Promise.resolve({ keys: jwks }),
  });
  const converted = new Map((await client.getSigningKeys()).map((key) => [key.kid, key.getPublicKey()]));

  const skippedPlaces = new Set(content.skipped.map(({ position }) => position));
  const total = content.keys.length + content.skipped.length;
  const positions = Array.from({ length: total }, (_, position) => position).filter(
    (at) => !skippedPlaces.has(at),
  );
  const keys: KeySetKey[] = [];
  const skipped = [...content.skipped];
  content.keys.forEach((read, place) => {
    const pem = converted.get(String(place));
    const key = pem === undefined ? undefined : createPublicKey(pem);
    if (key?.equals(read.key) === true) keys.push({ ...read, key });
    else skipped.push({ position: positions[place] ?? place, kid: read.kid, reason: 'broken' });
  });
  return { keys, skipped };
}
