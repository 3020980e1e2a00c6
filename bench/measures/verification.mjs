import { createHmac, createSecretKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';
import { join } from 'node:path';
import { built } from '../lib/built.mjs';
import { startKeySetServer } from '../lib/key-set-server.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';
import { median, medianRatio, timeInTurns } from '../lib/statistics.mjs';
import { claimsOf, hashOf, jwkOf, keyWithOptions, makeKeys, signToken } from '../lib/tokens.mjs';

const tokensEach = 64;

/**
 * First sight of a token, whose merchant is known: the product's way (read, header rules, signature, claims) beside the
 * least code that gives the same verdict on a good token, and beside the bare signature check.
 */
async function firstSight({ algorithm, rounds, sliceMs }) {
  const { readCompactJws } = await built('crypto/compact-jws');
  const { checkHeader } = await built('crypto/header-rules');
  const { verifySignature } = await built('crypto/verify-signature');
  const { checkClaims } = await built('crypto/claims');
  const { privateKey, publicKey } = makeKeys(algorithm);
  const issuer = 'https://login.example.com/';
  const tokens = Array.from({ length: tokensEach }, (_, index) =>
    signToken(algorithm, privateKey, { kid: 'key-1' }, claimsOf(`user-${index}`, issuer)),
  );
  const rules = { clockToleranceSeconds: 30, requireExp: true, audience: ['countersign'] };
  const bareVerify = bareVerifier(algorithm, publicKey);
  const parts = tokens.map((token) => {
    const [head, body, tail] = token.split('.');
    return { input: Buffer.from(`${head}.${body}`), signature: Buffer.from(tail, 'base64url') };
  });

  const product = (turn) => {
    const { ok: jws } = readCompactJws(tokens[turn % tokensEach]);
    const header = checkHeader(jws.header, algorithm);
    return (
      'ok' in header &&
      'ok' in jws.kid &&
      verifySignature(header.ok, publicKey, jws) &&
      'ok' in checkClaims(jws.payload, rules, Date.now())
    );
  };
  const raw = (turn) => {
    const [head, body, tail] = tokens[turn % tokensEach].split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    if (header.alg !== algorithm) return false;
    if (!bareVerify(Buffer.from(`${head}.${body}`), Buffer.from(tail, 'base64url'))) return false;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    return claims.exp > Date.now() / 1000 && claims.aud === 'countersign';
  };
  const bare = (turn) => {
    const { input, signature } = parts[turn % tokensEach];
    return bareVerify(input, signature);
  };
  for (const contestant of [product, raw, bare])
    if (contestant(0) !== true) throw new Error(`A good ${algorithm} token was refused.`);

  const times = timeInTurns({ product, raw, bare }, { rounds, sliceMs });
  return {
    microseconds: median(times.product),
    rawMicroseconds: median(times.raw),
    bareMicroseconds: median(times.bare),
    toRaw: medianRatio(times.product, times.raw),
    toBare: medianRatio(times.product, times.bare),
  };
}

/** One call of node:crypto with a key object. */
function bareVerifier(algorithm, key) {
  const hash = hashOf(algorithm);
  if (algorithm.startsWith('HS')) {
    return (input, signature) => {
      const mac = createHmac(hash, key).update(input).digest();
      return mac.length === signature.length && timingSafeEqual(mac, signature);
    };
  }
  const options = keyWithOptions(algorithm, key);
  return (input, signature) => verify(hash, input, options, signature);
}

/** A token seen before, through the very function that the guard calls, in the wired application. */
async function seenBefore({ directory, rounds, sliceMs }) {
  const { makeApplication } = await built('configure-app');
  const { BearerTokens } = await built('auth/bearer-tokens');
  const { privateKey } = makeKeys('RS256');
  const issuer = 'https://login.example.com/';
  const keySet = await startKeySetServer([jwkOf(privateKey, 'key-1')]);
  const configuration = await benchConfiguration({
    DATABASE_URL: `sqlite:${join(directory, 'seen-before.sqlite')}`,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  await seed(configuration, [{ issuer, jwks_uri: keySet.uri, algorithms: ['RS256'] }]);
  const app = await makeApplication(configuration);
  await app.init();
  try {
    const bearerTokens = app.get(BearerTokens);
    const tokens = Array.from({ length: tokensEach }, (_, index) =>
      signToken('RS256', privateKey, { kid: 'key-1' }, claimsOf(`user-${index}`, issuer)),
    );
    for (const token of tokens) await bearerTokens.verify(token);
    const recall = (turn) => bearerTokens.recall(tokens[turn % tokensEach]);
    if (recall(0)?.user.externalId !== 'user-0') throw new Error('A token seen before was not recalled.');
    return {
      microseconds: median(timeInTurns({ recall }, { rounds, sliceMs }).recall),
      bytes: tokens[0].length,
    };
  } finally {
    keySet.close();
    await app.close();
  }
}

/** A key's secret, and tokens minted with it, each seen before, through the very functions that the guard calls. */
async function mintedAgain({ directory, rounds, sliceMs, path, pinned }) {
  const { makeApplication } = await built('configure-app');
  const { BearerTokens } = await built('auth/bearer-tokens');
  const { SecretKeys } = await built('auth/secret-keys');
  const { enterByGrant } = await built('auth/minted-entry');
  const configuration = await benchConfiguration({
    DATABASE_URL: `sqlite:${join(directory, 'minted-again.sqlite')}`,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const { secret, row } = await seed(configuration, [], ({ apiKeys }, tenant) =>
    apiKeys.create(tenant.id, { type: 'api' }),
  );
  const app = await makeApplication(configuration);
  await app.init();
  try {
    const [bearerTokens, secretKeys] = [app.get(BearerTokens), app.get(SecretKeys)];
    const signingKey = createSecretKey(Buffer.from(secret));
    const mint = (claims) => signToken('HS256', signingKey, { kid: row.id }, { aud: path, ...claims });
    const url = `${path}?${new URLSearchParams(pinned)}`;
    const texts = Object.fromEntries(Object.entries(pinned).map(([name, value]) => [name, String(value)]));
    const entering = (token) => () => {
      const caller = bearerTokens.recall(token);
      enterByGrant(caller.grant, { url, method: 'GET', query: { ...texts } });
      return caller;
    };
    const [plainToken, pinningToken] = [mint({}), mint({ query: pinned })];
    for (const token of [plainToken, pinningToken]) await bearerTokens.callerOf(token);
    const credential = { secret, carriedIn: 'bearer' };
    await secretKeys.find(credential);
    const key = () => secretKeys.recall(credential);
    const contestants = { key, plain: entering(plainToken), pinning: entering(pinningToken) };
    for (const [name, contestant] of Object.entries(contestants))
      if (contestant() === undefined) throw new Error(`${name} was not recalled.`);
    const times = timeInTurns(contestants, { rounds, sliceMs });
    return Object.fromEntries(Object.entries(times).map(([name, took]) => [name, median(took)]));
  } finally {
    await app.close();
  }
}

answerQuestions({ firstSight, seenBefore, mintedAgain });
