import { busiest, ordinary } from '../lib/many-bookings.mjs';
import { onBothDatabases } from '../lib/databases.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';

const group = 'Lists of bookings, 20 rows: a million against a thousand';
const few = 1_000;

/** How a page's time grows with the tenant. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureBookingLists({ directory, many, deepPage, rounds, say }) {
  return onBothDatabases(directory, 'lists', async (name, makeUrl) => {
    const small = await startFilled(await makeUrl('few'), few);
    const large = await startFilled(await makeUrl('many'), many, () => say(`${name}: ${many} bookings …`));
    try {
      const rows = [];
      for (const [field, search] of [
        ['customer.email', 'email'],
        ['meta.order', 'order'],
      ]) {
        const first = `/v2/bookings?limit=20&search=${field}:${ordinary[search]}`;
        rows.push(await compared(`${name}: by ${field}, page 1`, { small, large, rounds }, [first, first]));
        const walked = `/v2/bookings?limit=20&search=${field}:${busiest[search]}`;
        const targets = [await cursorPage(small, walked, 2), await cursorPage(large, walked, deepPage)];
        rows.push(
          await compared(`${name}: by ${field}, cursor page ${deepPage}`, { small, large, rounds }, targets),
        );
      }
      return rows;
    } finally {
      await Promise.all([small.party.end(), large.party.end()]);
    }
  });
}

async function startFilled(databaseUrl, count, before = () => undefined) {
  before();
  const party = new Party(new URL('../targets/bookings.mjs', import.meta.url));
  const { url, key } = await party.ask('start', { databaseUrl, bookings: count });
  return { party, url, key };
}

/** In turns, request by request, so that whatever disturbs the machine disturbs both alike. */
async function compared(name, { small, large, rounds }, [smallTarget, largeTarget]) {
  const times = { small: [], large: [] };
  for (let round = -20; round < rounds; round += 1) {
    const one = await timed(small, smallTarget);
    const other = await timed(large, largeTarget);
    if (round >= 0) {
      times.small.push(one);
      times.large.push(other);
    }
  }
  const figure = median(times.large) / median(times.small);
  return row(group, name, figure, '×', {
    target: { most: 1.3 },
    remark: `median ${median(times.large).toFixed(2)} ms against ${median(times.small).toFixed(2)} ms, ${rounds} requests each, in turns`,
  });
}

async function timed({ url, key }, target) {
  const begin = performance.now();
  const response = await fetch(url + target, { headers: { authorization: `Bearer ${key}` } });
  const { data } = await response.json();
  const ms = performance.now() - begin;
  if (response.status !== 200 || data.length !== 20)
    throw new Error(`${target} answered ${response.status} and ${data?.length} rows.`);
  return ms;
}

/** The target of a list's page as its cursors lead to it. */
async function cursorPage({ url, key }, list, page) {
  let target = `${list}&count=false`;
  for (let at = 1; at < page; at += 1) {
    const response = await fetch(url + target, { headers: { authorization: `Bearer ${key}` } });
    const { next_cursor: cursor } = await response.json();
    if (cursor === null) throw new Error(`${list} ends at page ${at}.`);
    target = `${list}&cursor=${cursor}`;
  }
  return target;
}
