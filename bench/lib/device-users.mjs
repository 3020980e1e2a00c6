import { createSecretKey } from 'node:crypto';
import { signToken } from './tokens.mjs';

/** Users of the merchant, each with the security token that its server signed for an hour. */
export function deviceUsers(count, { key, keyId }) {
  const secret = createSecretKey(Buffer.from(key));
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return Array.from({ length: count }, (_, index) => {
    const user = `user-${index}`;
    return { user, token: signToken('HS256', secret, { kid: keyId }, { user, exp }) };
  });
}

/** The same, each with a device that was attached by `clients`. */
export async function withDevices(clients, facts, users) {
  const devices = await clients.ask('attach', { ...facts, users });
  return users.map((user, index) => ({ ...user, device: devices[index] }));
}
