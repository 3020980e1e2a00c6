import autocannon from 'autocannon';
import { answerQuestions } from '../lib/processes.mjs';
import { creations, requestsOf } from './requests.mjs';

const connections = 64;
let asked;
let made;

/** Makes the requests; a process of its own sends them, so that its work is not the server's. */
function prepare({ merchants, start, from }) {
  asked = requestsOf(merchants, start);
  made = {
    'create a booking': creations(merchants, from),
    'create a booking, one merchant': creations(merchants.slice(1, 2), from + 365 * 86_400_000),
  };
  return Object.keys(asked);
}

/** Requests of one kind in turn for so long; answers how many a second and how long they took. */
async function run({ url, name, seconds }) {
  const next = name in made ? () => made[name].next().value : turning(asked[name]);
  const result = await autocannon({
    ...{ url, connections, pipelining: 1, duration: seconds },
    requests: [{ setupRequest: (request) => ({ ...request, body: undefined, ...next() }) }],
  });
  const bad = result.errors + result.timeouts + result.non2xx;
  if (bad > 0) throw new Error(`${name}: ${bad} requests were not answered as asked.`);
  return {
    answered: result['2xx'],
    requestsPerSecond: result['2xx'] / result.duration,
    ...{ p50Ms: result.latency.p50, p99Ms: result.latency.p99 },
  };
}

function turning(list) {
  let at = 0;
  return () => list[at++ % list.length];
}

/** Some requests of one kind, one after the other. */
async function few({ url, name, count }) {
  const next = name in made ? () => made[name].next().value : turning(asked[name]);
  for (let at = 0; at < count; at += 1) {
    const { path, method, headers, body } = next();
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${name} was answered ${response.status}: ${text.slice(0, 300)}`);
  }
}

answerQuestions({ prepare, run, few });
