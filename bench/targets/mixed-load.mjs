import { createSecretKey } from 'node:crypto';
import autocannon from 'autocannon';
import { answerQuestions } from '../lib/processes.mjs';
import { claimsOf, signToken } from '../lib/tokens.mjs';

const connections = 64;
const people = 2_000;
const signals = { canvas: '9f2c1e', webgl: '77b2e1', screen: '2560x1440', timezone: 'Europe/Copenhagen' };
const json = { 'content-type': 'application/json' };

let kinds;
let slot = 0;
let sent = 0;

/** Makes the tokens that all minutes of the load use: the people who ask are the same all the time. */
function prepare({ key, keyId, userKey, resources, hours }) {
  const all = Array.from({ length: people }, (_, index) => index);
  const exp = Math.floor(Date.now() / 1000) + hours * 3600;
  const secret = createSecretKey(Buffer.from(key));
  const userSecret = createSecretKey(Buffer.from(userKey));
  const bearer = (token) => ({ authorization: `Bearer ${token}` });
  const tokens = all.map((n) =>
    signToken('HS256', userSecret, { kid: 'users' }, { ...claimsOf(`user-${n}`, undefined), exp }),
  );
  const forged = all.map((n) => `${tokens[n].slice(0, -4)}AAAA`);
  const searches = all.map((n) => {
    const email = `c${n}@example.com`;
    const claims = { app_slug: 'bench', 'customer.email': email };
    return `/v2/bookings?search=${encodeURIComponent(`customer.email:${email}`)}&signed_search=${signToken('HS256', secret, {}, claims)}`;
  });
  const devices = all.map((n) => {
    const user = `user-${n}`;
    const token = signToken('HS256', secret, { kid: keyId }, { user, exp });
    return {
      ...{
        method: 'POST',
        path: '/v2/access',
        headers: { authorization: `Basic ${keyId}:${token}`, ...json },
      },
      body: JSON.stringify({ user, signals: { ...signals, canvas: user } }),
    };
  });
  const get = (path, headers) => ({ method: 'GET', path, headers });
  const availability = () => ({
    ...{ method: 'POST', path: '/v2/availability', headers: { ...bearer(key), ...json } },
    body: JSON.stringify({ resources, from: 'tomorrow', to: '2 weeks', length: '30 minutes' }),
  });
  // Of a hundred requests; every kind comes in every hundred, spread over it.
  kinds = shares({
    me: [40, (n) => get('/v2/me', bearer(tokens[n % people]))],
    'signed search': [25, (n) => get(searches[n % people], {})],
    list: [
      8,
      (n) => get(`/v2/bookings?limit=20&search=customer.email:c${n % people}%40example.com`, bearer(key)),
    ],
    availability: [5, availability],
    search: [5, (n) => get(`/v2/search?input=chair%20${n % 50}`, bearer(key))],
    create: [5, (n) => creation(resources, n, { ...bearer(key), ...json })],
    attach: [5, (n) => devices[n % people]],
    forged: [5, (n) => get('/v2/me', bearer(forged[n % people]))],
    missing: [2, () => get('/v2/bookings/01900000-0000-7000-8000-000000000000', bearer(key))],
  });
}

function shares(mix) {
  const waiting = Object.values(mix).map(([share, make]) => ({ share, make, credit: 0 }));
  return Array.from({ length: 100 }, () => {
    for (const one of waiting) one.credit += one.share;
    const next = waiting.reduce((best, one) => (one.credit > best.credit ? one : best));
    next.credit -= 100;
    return next.make;
  });
}

/** Half hours one after the other on every resource in turn. */
function creation(resources, n, headers) {
  const start = Date.UTC(2031, 0, 1) + Math.floor(slot / resources.length) * 1_800_000;
  const body = {
    ...{ resource_id: resources[slot++ % resources.length], what: 'Haircut' },
    ...{ start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() },
    customer: { name: 'Ann Example', email: `c${n % people}@example.com` },
  };
  return { method: 'POST', path: '/v2/bookings', headers, body: JSON.stringify(body) };
}

/** The mixture for so long, at most `rate` requests a second; answers how often each status came. */
async function run({ url, seconds, rate }) {
  const setupRequest = (request) => {
    const { body, ...made } = kinds[sent % kinds.length](sent);
    sent += 1;
    return { ...request, ...made, body };
  };
  const result = await autocannon({
    ...{ url, connections, pipelining: 1, duration: seconds, overallRate: rate },
    requests: [{ setupRequest }],
  });
  const statuses = Object.fromEntries(
    Object.entries(result.statusCodeStats).map(([status, { count }]) => [status, count]),
  );
  return {
    statuses,
    unanswered: result.errors + result.timeouts,
    ...{ p50Ms: result.latency.p50, p99Ms: result.latency.p99 },
  };
}

answerQuestions({ prepare, run });
