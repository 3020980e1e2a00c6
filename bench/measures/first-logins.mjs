import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { claimsOf, makeKeys, signToken } from '../lib/tokens.mjs';

const group = 'For information, over HTTP';

/** New users a second, and forged tokens a second. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureFirstLogins({ directory, seconds, postgres }) {
  const sqlite = await onDatabase(`sqlite:${join(directory, 'first-logins.sqlite')}`, seconds);
  const rows = [
    row(group, 'new users provisioned on SQLite', sqlite.newUsers.good, 'users/s', {
      remark: `HS256, each its first token; p99 ${sqlite.newUsers.p99Ms} ms`,
    }),
  ];
  rows.push(await onPostgres(postgres, seconds));
  rows.push(
    row(group, 'forged RS256 tokens refused', sqlite.forged.refused, 'tokens/s', {
      remark: `right kid, wrong signature, each verified; p99 ${sqlite.forged.p99Ms} ms; failure limit off`,
    }),
  );
  return rows;
}

async function onPostgres(wanted, seconds) {
  const name = 'new users provisioned on PostgreSQL';
  if (!wanted) return row(group, name, null, 'users/s', { remark: 'not measured' });
  let server;
  try {
    const { startPostgres } = await import('../../test/support/postgres.mjs');
    server = await startPostgres();
  } catch (error) {
    return row(group, name, null, 'users/s', {
      remark: `PostgreSQL does not start here: ${error?.message ?? error}`,
    });
  }
  try {
    const { newUsers } = await onDatabase(server.url, seconds);
    return row(group, name, newUsers.good, 'users/s', {
      remark: `the same; p99 ${newUsers.p99Ms} ms; server on the same machine, fsync off`,
    });
  } finally {
    await server.stop();
  }
}

async function onDatabase(databaseUrl, seconds) {
  const product = new Party(new URL('../targets/product.mjs', import.meta.url));
  const load = new Party(new URL('../targets/load.mjs', import.meta.url));
  const secret = randomBytes(32).toString('base64url');
  const { privateKey, publicKey } = makeKeys('RS256');
  try {
    const { url } = await product.ask('start', {
      environment: {
        DATABASE_URL: databaseUrl,
        COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
      },
      configurations: [
        { kid: 'hmac', algorithm: 'HS256', secret },
        {
          kid: 'rsa',
          algorithm: 'RS256',
          public_key: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
        },
      ],
    });
    const target = { url: `${url}/v2/me`, seconds };
    await load.ask('newUsers', { ...target, seconds: 2, kid: 'hmac', secret });
    const newUsers = await load.ask('newUsers', { ...target, kid: 'hmac', secret });
    if (newUsers.bad > 0) throw new Error('Not every new user was answered 200.');
    return { newUsers, forged: await load.ask('repeat', { ...target, token: forgedToken(privateKey) }) };
  } finally {
    await Promise.all([product.end(), load.end()]);
  }
}

/** One user's claims under the signature of another's: everything about it is right but that. */
function forgedToken(privateKey) {
  const [one, other] = ['user-1', 'user-2'].map((id) =>
    signToken('RS256', privateKey, { kid: 'rsa' }, claimsOf(id, undefined)),
  );
  return one.slice(0, one.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'));
}
