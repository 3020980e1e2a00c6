import { createSecretKey } from 'node:crypto';
import { Agent, get } from 'node:http';
import { answerQuestions } from '../lib/processes.mjs';
import { signToken } from '../lib/tokens.mjs';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Connections stay open from one slice to the next. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Users of a merchant at a steady rate: each second request brings a token that was never seen. Answers milliseconds from when each was due. */
async function users({ url, kid, secret, rate, seconds }) {
  const key = createSecretKey(Buffer.from(secret));
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const tokenOf = (nonce) => signToken('HS256', key, { kid }, { id: 'ann', exp, nonce });
  const known = tokenOf('known');
  const run = process.hrtime.bigint().toString(36);
  const times = { first: [], remembered: [] };
  const statuses = await steadily(rate, seconds, async (number, dueAt) => {
    const kind = number % 2 === 0 ? 'first' : 'remembered';
    const token = kind === 'first' ? tokenOf(`${run} ${number}`) : known;
    const status = await send(url, token);
    times[kind].push(performance.now() - dueAt);
    return status;
  });
  return { statuses, times };
}

/** Forged tokens at a steady rate, from many addresses in turn. `signature` has the right form and is over something else. */
async function forgers({ url, kid, algorithm, signature, rate, addresses, seconds }) {
  const statuses = await steadily(rate, seconds, (number) => {
    const token = `${encoded({ alg: algorithm, typ: 'JWT', kid })}.${encoded({ id: `forged ${number}` })}.${signature}`;
    const place = number % addresses;
    return send(url, token, { localAddress: `127.1.${place >> 8}.${place & 255}` });
  });
  return { statuses };
}

/** Calls `act(number, dueAt)` so often a second, whether answers come or not; answers how many ended how. */
async function steadily(rate, seconds, act) {
  const start = performance.now();
  const statuses = {};
  const running = [];
  for (let number = 0; number < rate * seconds;) {
    const due = Math.min(((performance.now() - start) * rate) / 1000, rate * seconds);
    for (; number < due; number += 1) {
      const ended = act(number, start + (number * 1000) / rate).catch((error) => error.code ?? 'failed');
      running.push(ended.then((status) => (statuses[status] = (statuses[status] ?? 0) + 1)));
    }
    await new Promise((wake) => setTimeout(wake, 1));
  }
  await Promise.all(running);
  return statuses;
}

const send = (url, token, options) =>
  new Promise((resolve, reject) => {
    get(url, { ...options, agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    }).on('error', reject);
  });

answerQuestions({ users, forgers });
