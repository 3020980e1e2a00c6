import { createSecretKey, randomBytes } from 'node:crypto';
import pg from 'pg';
import { onBothDatabases } from '../lib/databases.mjs';
import { ordinary } from '../lib/many-bookings.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { signToken } from '../lib/tokens.mjs';

const bookings = 100_000;
const perCustomer = 20;
const group = `Signed search, the same token again and again: ${perCustomer} bookings of ${bookings.toLocaleString('en-US')}`;
const target = (name) => new URL(`../targets/${name}.mjs`, import.meta.url);

/** A customer's list against a route that sends the same bytes, and against PostGraphile on the same rows. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureSignedSearch({ directory, rounds, seconds, say }) {
  return onBothDatabases(directory, 'signed', async (name, makeUrl) => {
    const databaseUrl = await makeUrl('one');
    const parties = { product: new Party(target('bookings')), bare: new Party(target('bare-fastify')) };
    if (name === 'PostgreSQL') {
      parties.postgraphile = new Party(target('postgraphile'));
      parties.parse = new Party(target('parse-server'));
    }
    const load = new Party(target('load'));
    try {
      say(`${name}: ${bookings} bookings …`);
      const { requests, others } = await prepared(databaseUrl, parties);
      if (parties.parse !== undefined)
        requests.parse = await ofParseServer(await makeUrl('parse'), parties.parse);
      const found = await inTurns(name, { parties, requests, load, rounds, seconds, say });
      const many = await load.ask('inTurn', { ...others, seconds });
      if (many.bad > 0) throw new Error('Not every customer was answered 200.');
      return rowsOf(name, found, many);
    } finally {
      await Promise.all([...Object.values(parties), load].map((party) => party.end()));
    }
  });
}

/** What is sent to each of them. */
async function prepared(databaseUrl, { product, bare, postgraphile }) {
  const facts = await product.ask('start', { databaseUrl, bookings, perCustomer, resources: 1 });
  const path = listOf(ordinary.email, facts.key);
  const url = facts.url + path;
  const response = await fetch(url);
  const body = await response.text();
  const { data, total } = JSON.parse(body);
  if (data?.length !== perCustomer || total !== perCustomer)
    throw new Error(`The signed search answered ${response.status} and ${data?.length} bookings.`);
  const { url: bareUrl } = await bare.ask('start', { body, path: '/v2/bookings' });
  const requests = { product: { url }, bare: { url: bareUrl + path } };
  if (postgraphile !== undefined)
    requests.postgraphile = await filtered(databaseUrl, facts.tenantId, postgraphile);
  const paths = Array.from({ length: 1_000 }, (_, index) => listOf(`c${index + 1}@example.com`, facts.key));
  return { requests, others: { url: facts.url, paths } };
}

function listOf(email, key) {
  const claims = { app_slug: 'bench', 'customer.email': email };
  const token = signToken('HS256', createSecretKey(Buffer.from(key)), {}, claims);
  return `/v2/bookings?search=${encodeURIComponent(`customer.email:${email}`)}&signed_search=${token}`;
}

const query = `{ allBookings(first: 50, orderBy: CREATED_AT_DESC) { totalCount nodes {
  id graph state completed startsAt endsAt what place description customers meta createdAt updatedAt resourceId } } }`;

/** Gives the rows a filter by the claims of a JWT, and asks PostGraphile for what our answer has of them. */
async function filtered(databaseUrl, tenantId, party) {
  const jwtSecret = randomBytes(32).toString('base64url');
  const role = `customer_${randomBytes(4).toString('hex')}`;
  await policies(databaseUrl, role);
  const { url } = await party.ask('start', { databaseUrl, jwtSecret, role });
  const claims = { aud: 'postgraphile', role, tenant: tenantId, email: ordinary.email };
  const token = signToken('HS256', createSecretKey(Buffer.from(jwtSecret)), {}, claims);
  const request = {
    url,
    token,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...request.headers, authorization: `Bearer ${token}` },
    body: request.body,
  });
  const answer = await response.json();
  if (
    answer.data?.allBookings.totalCount !== perCustomer ||
    answer.data.allBookings.nodes.length !== perCustomer
  )
    throw new Error(`PostGraphile answered ${response.status}: ${JSON.stringify(answer).slice(0, 300)}`);
  return request;
}

/** The same customer's page at Parse Server, on rows of its own. */
async function ofParseServer(databaseUrl, party) {
  const customer = Number(/\d+/.exec(ordinary.email)[0]);
  const request = await party.ask('start', { databaseUrl, bookings, perCustomer, customer });
  const answer = await (await fetch(request.url, { headers: request.headers })).json();
  if (answer.count !== perCustomer || answer.results.length !== perCustomer)
    throw new Error(`Parse Server answered ${JSON.stringify(answer).slice(0, 300)}`);
  return request;
}

async function policies(connectionString, role) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of [
      `CREATE ROLE ${role}`,
      `GRANT USAGE ON SCHEMA public TO ${role}`,
      `GRANT SELECT ON bookings TO ${role}`,
      `ALTER TABLE bookings ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY own_bookings ON bookings FOR SELECT TO ${role} USING (tenant_id = (SELECT current_setting('jwt.claims.tenant')::uuid)
         AND customer_email = (SELECT current_setting('jwt.claims.email')))`,
    ])
      await client.query(statement);
  } finally {
    await client.end();
  }
}

async function inTurns(database, { parties, requests, load, rounds, seconds, say }) {
  const names = Object.keys(parties);
  const found = Object.fromEntries(names.map((name) => [name, { rates: [], cpu: [], p50: [], p99: [] }]));
  for (let round = -1; round < rounds; round += 1) {
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(place + round + 1) % names.length];
      const before = await parties[name].ask('cpuUs');
      const result = await load.ask('repeat', { ...requests[name], seconds: round < 0 ? 2 : seconds });
      const after = await parties[name].ask('cpuUs');
      if (result.bad > 0) throw new Error(`${name} did not answer every request with 200.`);
      // The first round warms up.
      if (round < 0) continue;
      const cpuSeconds = (after - before) / 1e6;
      found[name].rates.push(result.good);
      found[name].cpu.push((cpuSeconds / (result.good * seconds)) * 1e6);
      found[name].p50.push(result.p50Ms);
      found[name].p99.push(result.p99Ms);
      say(`${database}, ${name}: ${Math.round(result.good)} requests/s`);
    }
  }
  return found;
}

function rowsOf(database, { product, bare, postgraphile, parse }, many) {
  const said = ({ rates, cpu, p50, p99 }) =>
    `${Math.round(median(rates)).toLocaleString('en-US')} requests/s, p50 ${median(p50)} ms, p99 ${median(p99)} ms, ${Math.round(median(cpu))} µs of its process's CPU a request`;
  return [
    row(
      group,
      `${database}: ÷ a bare Fastify route with the same bytes`,
      medianRatio(product.rates, bare.rates),
      '×',
      {
        target: { least: 0.25 },
        remark: `Countersign ${said(product)}; bare ${said(bare)}`,
      },
    ),
    ...(postgraphile === undefined
      ? []
      : [
          row(
            group,
            `${database}: ÷ PostGraphile with JWT row filters`,
            medianRatio(product.rates, postgraphile.rates),
            '×',
            {
              target: { least: 3 },
              remark: `PostGraphile 4 ${said(postgraphile)}; same rows, same database, counted as ours are`,
            },
          ),
        ]),
    ...(parse === undefined
      ? []
      : [
          row(
            group,
            `${database}: ÷ Parse Server with a session token`,
            medianRatio(product.rates, parse.rates),
            '×',
            {
              remark: `Parse Server 9 ${said(parse)}; rows of its own, as many, indexed by e-mail address, readable by their customer`,
            },
          ),
        ]),
    row(group, `${database}: p99 ÷ p50 at 64 connections`, medianRatio(product.p99, product.p50), '×', {
      target: { most: 3 },
    }),
    row(group, `${database}: for information, a thousand customers in turn`, many.good, 'requests/s', {
      remark: `no two ask the same; p50 ${many.p50Ms} ms, p99 ${many.p99Ms} ms`,
    }),
  ];
}
