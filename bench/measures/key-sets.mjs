import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startKeySetServer } from '../lib/key-set-server.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { claimsOf, jwkOf, makeKeys, signToken } from '../lib/tokens.mjs';

const group = 'JWK Set fetches, counted at a local issuer';

/** Crowds before a server that holds no key yet. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureKeySets({ directory }) {
  const { privateKey } = makeKeys('ES256');
  const issuers = await Promise.all(
    [0, 1].map(() => startKeySetServer([jwkOf(privateKey, 'key-1')], { delayMs: 50 })),
  );
  const nameOf = (index) => `https://login-${index}.example.com/`;
  const party = new Party(new URL('../targets/product.mjs', import.meta.url));
  try {
    const { url } = await party.ask('start', {
      environment: {
        DATABASE_URL: `sqlite:${join(directory, 'key-sets.sqlite')}`,
        COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
      },
      configurations: issuers.map(({ uri }, index) => ({
        issuer: nameOf(index),
        jwks_uri: uri,
        algorithms: ['ES256'],
      })),
    });
    const crowd = Array.from({ length: 1000 }, (_, index) =>
      signToken('ES256', privateKey, { kid: 'key-1' }, claimsOf(`user-${index}`, nameOf(0))),
    );
    const strangers = Array.from({ length: 500 }, () =>
      signToken('ES256', privateKey, { kid: randomBytes(9).toString('hex') }, claimsOf('user-1', nameOf(1))),
    );
    expectAll(await answersTo(url, crowd), 200);
    expectAll(await answersTo(url, strangers), 401);
    return [
      row(group, '1,000 simultaneous first requests, no key held', issuers[0].state.fetches, 'fetches', {
        target: { most: 1 },
        remark: '1,000 users, all answered 200',
      }),
      row(group, '500 simultaneous unknown kids, no key held', issuers[1].state.fetches, 'fetches', {
        target: { most: 2 },
        remark: 'all answered 401',
      }),
    ];
  } finally {
    for (const issuer of issuers) issuer.close();
    await party.end();
  }
}

const answersTo = (url, tokens) =>
  Promise.all(
    tokens.map(async (token) => {
      const answer = await fetch(`${url}/v2/me`, { headers: { Authorization: `Bearer ${token}` } });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );

function expectAll(statuses, expected) {
  const others = statuses.filter((status) => status !== expected);
  if (others.length > 0)
    throw new Error(
      `${others.length} of ${statuses.length} requests were answered ${others[0]}, not ${expected}.`,
    );
}
