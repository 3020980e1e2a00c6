import { get } from 'node:http';
import autocannon from 'autocannon';
import { answerQuestions } from '../lib/processes.mjs';

/** The same on all processes of the machine; milliseconds. */
const now = () => performance.timeOrigin + performance.now();
const atOnce = 64;
const patienceMs = 30_000;

const signals = { canvas: '9f2c1e', webgl: '77b2e1', screen: '2560x1440', timezone: 'Europe/Copenhagen' };
const headersOf = ({ keyId, token }) => ({
  authorization: `Basic ${keyId}:${token}`,
  'content-type': 'application/json',
});

/** One device for each of the users, attached as its client does; answers their ids. */
async function attach({ url, keyId, users }) {
  return eachOf(users, async ({ user, token }) => {
    const response = await fetch(`${url}/v2/access`, {
      method: 'POST',
      headers: headersOf({ keyId, token }),
      body: JSON.stringify({ user, signals: { ...signals, canvas: user } }),
    });
    const { device_id: device } = await response.json();
    if (response.status !== 200) throw new Error(`Attach was answered ${response.status}.`);
    return device;
  });
}

/** The devices attach again and again, as at every start of an app. */
async function attachAgain({ url, keyId, users, seconds }) {
  const requests = users.map(({ user, token, device }) => ({
    method: 'POST',
    path: '/v2/access',
    headers: headersOf({ keyId, token }),
    body: JSON.stringify({ user, device_id: device, signals: { ...signals, canvas: user } }),
  }));
  let count = 0;
  const setupRequest = (request) => ({ ...request, ...requests[(count += 1) % requests.length] });
  const result = await autocannon({
    url,
    connections: atOnce,
    pipelining: 1,
    duration: seconds,
    requests: [{ setupRequest }],
  });
  return {
    good: result['2xx'] / result.duration,
    bad: result.errors + result.timeouts + result.non2xx,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

let heard = [];

/** Opens a stream for each device, and keeps them open. */
async function listen({ url, keyId, users }) {
  heard = users.map(() => null);
  await eachOf(
    users,
    ({ token, device }, index) =>
      new Promise((resolve, reject) => {
        const auth = encodeURIComponent(`${keyId}:${token}`);
        get(`${url}/v2/access/device/${device}/listen?auth=${auth}`, { agent: false }, (answer) => {
          if (answer.statusCode !== 200)
            return reject(new Error(`Listen was answered ${answer.statusCode}.`));
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (data) => {
            text += data;
            if (heard[index] === null && text.includes('data: {"action":"logout"}')) heard[index] = now();
            resolve();
          });
        }).on('error', reject);
      }),
  );
}

/** The instants at which the logouts came, once the last one has; null where one does not come. */
async function logouts() {
  for (const start = now(); heard.includes(null) && now() - start < patienceMs;)
    await new Promise((wake) => setTimeout(wake, 50));
  return heard;
}

/** The merchant's server detaches the devices; answers when each was sent. */
async function detach({ url, key, users }) {
  return eachOf(users, async ({ user, device }) => {
    const sent = now();
    const response = await fetch(`${url}/v2/access/detach`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user, device }),
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`Detach was answered ${response.status}.`);
    return sent;
  });
}

/** Sixty-four at a time. */
async function eachOf(things, act) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < things.length) {
      const index = next++;
      results[index] = await act(things[index], index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

answerQuestions({ attach, attachAgain, listen, logouts, detach });
