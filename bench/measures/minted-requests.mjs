import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { signToken } from '../lib/tokens.mjs';

const group = 'A minted token seen before, against the API key that minted it';
const path = '/v2/projects';
const pinned = { limit: 20, timezone: 'Europe/Copenhagen' };

/**
 * The same request to the same server by an API key and by tokens that it minted, round by round: with the same bytes for an
 * answer, so that what differs is the door alone.
 *
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureMintedRequests({ directory, rounds, seconds, sliceMs, say }) {
  const door = await measureDoor({ directory, rounds: rounds * 100, sliceMs });
  const product = new Party(new URL('../targets/devices.mjs', import.meta.url));
  const load = new Party(new URL('../targets/load.mjs', import.meta.url));
  try {
    const { url, key, keyId } = await product.ask('start', {
      databaseUrl: `sqlite:${join(directory, 'minted.sqlite')}`,
    });
    const contestants = await contestantsOf(url, key, keyId);
    const rates = ofEach(contestants);
    const cpu = ofEach(contestants);
    const names = Object.keys(contestants);
    for (let round = -1; round < rounds; round += 1) {
      for (let place = 0; place < names.length; place += 1) {
        const name = names[(place + round + 1) % names.length];
        const before = await product.ask('cpuUs');
        const result = await load.ask('repeat', {
          ...contestants[name],
          seconds: round < 0 ? 1 : seconds,
        });
        const after = await product.ask('cpuUs');
        if (result.bad > 0) throw new Error(`${name}: not every answer was 200.`);
        // The first round warms up.
        if (round < 0) continue;
        rates[name].push(result.good);
        cpu[name].push((after - before) / (result.good * seconds));
        say(`${name}: ${Math.round(result.good)} requests/s, ${cpu[name].at(-1).toFixed(1)} µs each`);
      }
    }
    return [...rowsOfDoor(door), ...names.slice(1).flatMap((name) => rowsOf(name, rates, cpu))];
  } finally {
    await Promise.all([product.end(), load.end()]);
  }
}

const ofEach = (contestants) => Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));

async function contestantsOf(url, key, keyId) {
  const mint = (claims) =>
    signToken(
      'HS256',
      createSecretKey(Buffer.from(key)),
      { kid: keyId },
      { aud: path, exp: Math.floor(Date.now() / 1000) + 7200, ...claims },
    );
  const query = new URLSearchParams(pinned).toString();
  const contestants = {
    key: { url: `${url}${path}?${query}`, token: key },
    'nothing pinned': { url: `${url}${path}?${query}`, token: mint({}) },
    'two parameters pinned, both sent': { url: `${url}${path}?${query}`, token: mint({ query: pinned }) },
  };
  const bodies = await Promise.all(Object.values(contestants).map(answerOf));
  if (new Set(bodies).size !== 1) throw new Error('The callers are not answered the same bytes.');
  return contestants;
}

async function answerOf({ url, token }) {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}

async function measureDoor(facts) {
  const party = new Party(new URL('./verification.mjs', import.meta.url));
  try {
    return await party.ask('mintedAgain', { ...facts, path, pinned });
  } finally {
    await party.end();
  }
}

const rowsOfDoor = ({ key, plain, pinning }) =>
  [
    ['nothing pinned', plain],
    ['two parameters pinned, both sent', pinning],
  ].map(([name, microseconds]) =>
    row(group, `in process, ${name}: more than the key`, microseconds - key, 'µs', {
      target: { most: 10 },
      remark: `recalled and held against path, method and query: ${microseconds.toFixed(2)} µs; the key ${key.toFixed(2)} µs`,
    }),
  );

function rowsOf(name, rates, cpu) {
  const more = cpu[name].map((microseconds, round) => microseconds - cpu.key[round]);
  return [
    row(group, `over HTTP, ${name}: more than the key`, median(more), 'µs', {
      target: { most: 10 },
      remark: `of the server's CPU a request: ${median(cpu[name]).toFixed(1)} µs against ${median(cpu.key).toFixed(1)} µs`,
    }),
    row(group, `over HTTP, ${name}: ÷ the key`, medianRatio(rates[name], rates.key), '×', {
      remark: `requests a second: ${Math.round(median(rates[name]))} against ${Math.round(median(rates.key))}`,
    }),
  ];
}
