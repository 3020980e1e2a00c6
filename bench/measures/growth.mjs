import { createSecretKey } from 'node:crypto';
import { onBothDatabases } from '../lib/databases.mjs';
import { ordinary } from '../lib/many-bookings.mjs';
import { pseudoWords } from '../lib/many-resources.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';
import { signToken } from '../lib/tokens.mjs';

const group = 'Growth: a request on a merchant’s rows, from a thousand to the most';
const day = 86_400_000;
const days = 31;
const chairCount = 20;
const hoursApart = 15;
const warmUp = 10;

/**
 * The same requests to merchants of growing size, in turns, and a chart of them for each database. Whatever is asked has
 * as many rows in its answer at every size.
 *
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureGrowth({ directory, sizes, mostSearched, rounds, say, draw }) {
  return onBothDatabases(directory, 'growth', async (name, makeUrl) => {
    const from = (Math.floor(Date.now() / day) + 2) * day;
    const chairs = { count: chairCount, from, everyMs: hoursApart * 3_600_000 };
    const merchants = [];
    try {
      for (const size of sizes) {
        say(`${name}: ${size.toLocaleString('en-US')} bookings …`);
        const party = new Party(new URL('../targets/growing-merchant.mjs', import.meta.url));
        merchants.push({ size, searched: Math.min(size, mostSearched), party });
        const facts = {
          databaseUrl: await makeUrl(`of_${size}`),
          bookings: size,
          searched: Math.min(size, mostSearched),
        };
        Object.assign(merchants.at(-1), await party.ask('start', { ...facts, chairs }));
      }
      const series = [];
      for (const [title, { requestOf, sizeOf = ({ size }) => size }] of Object.entries(hotRequests(from))) {
        const asked = merchants.filter((merchant) => sizeOf(merchant) === merchant.size);
        const times = await inTurns(asked, requestOf, rounds);
        series.push({ name: title, points: asked.map(({ size }, at) => [size, median(times[at])]) });
      }
      draw(`growth-${name.toLowerCase()}.svg`, {
        title: `${name}: one request, by the rows that the merchant has`,
        x: 'bookings of the merchant (search: resources)',
        y: 'median time',
        unit: 'ms',
        series,
      });
      return series.map((one) => rowOf(name, one, rounds));
    } finally {
      await Promise.all(merchants.map(({ party }) => party.end()));
    }
  });
}

function rowOf(database, { name, points }, rounds) {
  const [[least, first]] = points;
  const [most, last] = points.at(-1);
  const remark = points.map(([size, ms]) => `${ms.toFixed(2)} ms at ${size.toLocaleString('en-US')}`);
  const title = `${database}: ${name}, ${most.toLocaleString('en-US')} against ${least.toLocaleString('en-US')}`;
  return row(group, title, last / first, '×', {
    remark: `medians ${remark.join(', ')}; ${rounds} requests each, in turns`,
  });
}

/** What is asked again and again where people book, by its name on the chart. */
function hotRequests(from) {
  const search = encodeURIComponent(`customer.email:${ordinary.email}`);
  const list = `/v2/bookings?limit=20&search=${search}`;
  const word = pseudoWords(11);
  const inputs = ['maria', `ann ${word().slice(0, 4)}`, 'barber massage', 'marai'];
  const to = new Date(from + days * day).toISOString();
  return {
    'list by e-mail address': { requestOf: () => ({ path: list }) },
    'signed search': {
      requestOf: ({ key }) => ({ path: `${list}&signed_search=${signedSearch(key)}`, withKey: false }),
    },
    'create a booking': { requestOf: ({ chairs }, turn) => creation(chairs[turn % chairCount], turn) },
    'availability of a month': {
      requestOf: ({ chairs }) => ({
        path: '/v2/availability',
        body: { resources: chairs, from: new Date(from).toISOString(), to, length: '30 minutes' },
      }),
    },
    'search index': {
      requestOf: (_merchant, turn) => ({
        path: `/v2/search?input=${encodeURIComponent(inputs[turn % inputs.length])}`,
      }),
      sizeOf: ({ searched }) => searched,
    },
  };
}

const signedSearch = (key) =>
  signToken(
    'HS256',
    createSecretKey(Buffer.from(key)),
    {},
    { app_slug: 'bench', 'customer.email': ordinary.email },
  );

/** Far behind all bookings that stand, each on a slot of its own. */
function creation(resource, turn) {
  const start = Date.UTC(2190, 0, 1) + turn * 3_600_000;
  return {
    path: '/v2/bookings',
    status: 201,
    body: {
      resource_id: resource,
      start: new Date(start).toISOString(),
      end: new Date(start + 1_800_000).toISOString(),
      what: 'Haircut',
      customer: { name: 'Ann Example', email: `new${turn}@example.com` },
    },
  };
}

/** Request by request, so that whatever disturbs the machine disturbs all sizes alike. */
async function inTurns(merchants, requestOf, rounds) {
  const times = merchants.map(() => []);
  for (let turn = 0; turn < warmUp + rounds; turn += 1) {
    for (const [index, merchant] of merchants.entries()) {
      const ms = await timed(merchant, requestOf(merchant, turn));
      if (turn >= warmUp) times[index].push(ms);
    }
  }
  return times;
}

async function timed({ url, key }, { path, body, status = 200, withKey = true }) {
  const begin = performance.now();
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(withKey && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const ms = performance.now() - begin;
  if (response.status !== status)
    throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return ms;
}
