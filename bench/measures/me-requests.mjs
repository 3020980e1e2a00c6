import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startKeySetServer } from '../lib/key-set-server.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { claimsOf, jwkOf, makeKeys, signToken } from '../lib/tokens.mjs';

const issuer = 'https://login.example.com/';
const group = 'GET /v2/me with a repeated RS256 token, over HTTP';

/**
 * Three servers, each in a process of its own, answer the same token with the same body; a fourth process sends the
 * requests to one after the other, round by round.
 *
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureMeRequests({ directory, rounds, seconds, say }) {
  const { privateKey } = makeKeys('RS256');
  const keySet = await startKeySetServer([jwkOf(privateKey, 'key-1')]);
  const token = signToken('RS256', privateKey, { kid: 'key-1' }, claimsOf('user-1', issuer));
  const log = join(directory, 'product.log');
  const parties = {
    product: new Party(new URL('../targets/product.mjs', import.meta.url), { log }),
    bare: new Party(new URL('../targets/bare-fastify.mjs', import.meta.url)),
    usual: new Party(new URL('../targets/usual-stack.mjs', import.meta.url)),
  };
  const load = new Party(new URL('../targets/load.mjs', import.meta.url));
  try {
    const urls = await startServers(parties, token, keySet.uri, directory);
    const rates = { product: [], bare: [], usual: [] };
    const cpu = { product: [], bare: [], usual: [] };
    const latency = { product: [], bare: [], usual: [] };
    const busy = { product: [], bare: [], usual: [] };
    const names = Object.keys(parties);
    for (let round = -1; round < rounds; round += 1) {
      for (let place = 0; place < names.length; place += 1) {
        const name = names[(place + round + 1) % names.length];
        const before = await parties[name].ask('cpuUs');
        const result = await load.ask('repeat', { url: urls[name], token, seconds: round < 0 ? 2 : seconds });
        const after = await parties[name].ask('cpuUs');
        if (result.bad > 0) throw new Error(`${name} did not answer every request with 200.`);
        // The first round warms up.
        if (round < 0) continue;
        const cpuSeconds = (after - before) / 1e6;
        rates[name].push(result.good);
        cpu[name].push((cpuSeconds / (result.good * seconds)) * 1e6);
        busy[name].push(cpuSeconds / seconds);
        latency[name].push(result.p99Ms);
        say(`${name}: ${Math.round(result.good)} requests/s`);
      }
    }
    const perRequest = (name) => `${Math.round(median(cpu[name]))} µs of server CPU a request`;
    const rateOf = (name) =>
      `p99 ${median(latency[name])} ms, ${perRequest(name)}, process ${Math.round(100 * median(busy[name]))} % busy`;
    return [
      row(group, '÷ a bare Fastify route with the same body', medianRatio(rates.product, rates.bare), '×', {
        target: { least: 0.4 },
        remark: 'requests a second',
      }),
      row(group, '÷ the usual stack', medianRatio(rates.product, rates.usual), '×', {
        target: { least: 5 },
        remark:
          'requests a second; Nest on Express, passport-jwt with PEM, jwks-rsa defaults, TypeORM look-up',
      }),
      row(
        group,
        'by server CPU a request: bare Fastify ÷ Countersign',
        medianRatio(cpu.bare, cpu.product),
        '×',
        {
          remark: 'free of what the client can send',
        },
      ),
      row(
        group,
        'by server CPU a request: usual stack ÷ Countersign',
        medianRatio(cpu.usual, cpu.product),
        '×',
      ),
      row(group, 'Countersign', median(rates.product), 'requests/s', {
        remark: `${rateOf('product')}; request log ${statSync(log).size > 0 ? 'on, to a file' : 'empty'}`,
      }),
      row(group, 'bare Fastify', median(rates.bare), 'requests/s', { remark: rateOf('bare') }),
      row(group, 'usual stack', median(rates.usual), 'requests/s', { remark: rateOf('usual') }),
    ];
  } finally {
    keySet.close();
    await Promise.all([...Object.values(parties), load].map((party) => party.end()));
  }
}

async function startServers(parties, token, jwksUri, directory) {
  const product = await parties.product.ask('start', {
    environment: {
      DATABASE_URL: `sqlite:${join(directory, 'me.sqlite')}`,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    },
    configurations: [
      { issuer, jwks_uri: jwksUri, algorithms: ['RS256'], audience: ['countersign'], require_exp: true },
    ],
  });
  const body = await answerOf(product.url, token);
  const { tenant, ...user } = JSON.parse(body).data;
  const bare = await parties.bare.ask('start', { body });
  const usual = await parties.usual.ask('start', {
    jwksUri,
    issuer,
    databaseFile: join(directory, 'usual.sqlite'),
    user,
    tenant,
  });
  for (const { url } of [bare, usual])
    if ((await answerOf(url, token)) !== body) throw new Error('The servers do not answer the same bytes.');
  return { product: `${product.url}/v2/me`, bare: `${bare.url}/v2/me`, usual: `${usual.url}/v2/me` };
}

async function answerOf(url, token) {
  const answer = await fetch(`${url}/v2/me`, { headers: { Authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}
