import { createHmac, createSecretKey } from 'node:crypto';
import autocannon from 'autocannon';
import { configurationName, configurationSecret } from '../lib/many-configurations.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { signToken } from '../lib/tokens.mjs';

/** Connections that each send their next request when the answer is there. */
const connections = 64;

/** The same request over and over for `seconds`; answers how many a second were answered, and how. */
async function repeat({ url, token, method = 'GET', headers = {}, body, seconds }) {
  return summary(
    await autocannon({
      url,
      connections,
      pipelining: 1,
      duration: seconds,
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body }),
    }),
  );
}

/** Requests to these paths in turn, over all connections. */
async function inTurn({ url, paths, seconds }) {
  let count = 0;
  const setupRequest = (request) => ({ ...request, path: paths[(count += 1) % paths.length] });
  return summary(
    await autocannon({ url, connections, pipelining: 1, duration: seconds, requests: [{ setupRequest }] }),
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

/**
 * One request with a token of a user of each configuration, all of them: `forged` ones have a wrong signature. Answers how
 * many were answered with which status.
 */
async function eachMerchant({ url, count, forged }) {
  let next = 0;
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const setupRequest = (request) => {
    const index = next++ % count;
    const key = createSecretKey(Buffer.from(configurationSecret(forged ? index + 1 : index)));
    const claims = { id: `user-${index}`, aud: 'countersign', email: `user-${index}@example.com`, exp };
    const token = signToken('HS256', key, { kid: configurationName(index) }, claims);
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
  };
  const result = await autocannon({
    url,
    connections,
    pipelining: 1,
    amount: count,
    requests: [{ setupRequest }],
  });
  return Object.fromEntries(
    Object.entries(result.statusCodeStats).map(([status, { count: answered }]) => [status, answered]),
  );
}

/** Bookings of half an hour, one after the other on every resource in turn, so that none meets another. */
async function createBookings({ url, key, resources, from, seconds }) {
  let count = 0;
  const setupRequest = (request) => {
    const start = from + Math.floor(count / resources.length) * 1_800_000;
    const body = bookingBody(resources[count % resources.length], start, `c${(count += 1)}@example.com`);
    return { ...request, body };
  };
  return summary(
    await autocannon({
      url: `${url}/v2/bookings`,
      connections,
      pipelining: 1,
      duration: seconds,
      requests: [{ method: 'POST', headers: headersOf(key), setupRequest }],
    }),
  );
}

/** All at once want the same slot; answers how many got it, how many were told that it is taken, and after how long the last one was. */
async function race({ url, key, resources, rivals, start }) {
  const begin = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: rivals }, async (_, index) => {
      const body = bookingBody(resources[0], start, `rival${index}@example.com`);
      const response = await fetch(`${url}/v2/bookings`, { method: 'POST', headers: headersOf(key), body });
      await response.arrayBuffer();
      return response.status;
    }),
  );
  const ms = performance.now() - begin;
  const counted = (status) => statuses.filter((one) => one === status).length;
  return { created: counted(201), taken: counted(409), ms };
}

const headersOf = (key) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });

const bookingBody = (resource, start, email) =>
  JSON.stringify({
    resource_id: resource,
    start: new Date(start).toISOString(),
    end: new Date(start + 1_800_000).toISOString(),
    what: 'Haircut',
    customer: { name: 'Ann Example', email },
    meta: { order: email },
  });

const summary = (result) => ({
  good: result['2xx'] / result.duration,
  refused: result['4xx'] / result.duration,
  bad: result.errors + result.timeouts + result.non2xx,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
});

answerQuestions({ repeat, inTurn, newUsers, eachMerchant, createBookings, race });
