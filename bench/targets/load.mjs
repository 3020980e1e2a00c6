import { createHmac, createSecretKey } from 'node:crypto';
import autocannon from 'autocannon';
import { answerQuestions } from '../lib/processes.mjs';

/** Connections that each send their next request when the answer is there. */
const connections = 64;

/** The same request over and over for `seconds`; answers how many a second were answered, and how. */
async function repeat({ url, token, seconds }) {
  return summary(
    await autocannon({
      url,
      connections,
      pipelining: 1,
      duration: seconds,
      headers: { authorization: `Bearer ${token}` },
    }),
  );
}

/** Each request with the first token of another user. */
async function newUsers({ url, kid, secret, seconds }) {
  const key = createSecretKey(Buffer.from(secret));
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid })).toString('base64url');
  const run = process.hrtime.bigint().toString(36);
  let count = 0;
  const setupRequest = (request) => {
    const id = `${run}-${(count += 1)}`;
    const claims = {
      id,
      email: `${id}@example.com`,
      name: 'New User',
      exp: Math.floor(Date.now() / 1000) + 600,
    };
    const input = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    const signature = createHmac('sha256', key).update(input).digest('base64url');
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${input}.${signature}` } };
  };
  return summary(
    await autocannon({ url, connections, pipelining: 1, duration: seconds, requests: [{ setupRequest }] }),
  );
}

const summary = (result) => ({
  good: result['2xx'] / result.duration,
  refused: result['4xx'] / result.duration,
  failed: result.errors + result.timeouts + result['5xx'],
  others: result.non2xx,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
});

answerQuestions({ repeat, newUsers });
