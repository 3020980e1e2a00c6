import { onBothDatabases } from '../lib/databases.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';

const group = 'POST /v2/availability: 31 days, 20 resources, 15-minute steps, over HTTP';
const day = 86_400_000;
const days = 31;
const resources = 20;
const bookings = 2_000;

/** How long free slots take, and how that grows with the bookings. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureAvailability({ directory, rounds, say }) {
  return onBothDatabases(directory, 'availability', async (name, makeUrl) => {
    const party = new Party(new URL('../targets/availability.mjs', import.meta.url));
    try {
      const from = (Math.floor(Date.now() / day) + 2) * day;
      const sets = [bookings, 2 * bookings];
      const databaseUrl = await makeUrl('slots');
      const started = await party.ask('start', { databaseUrl, sets, resources, from, days });
      const rows = [];
      for (const mode of ['roundrobin_random', 'mutual', 'exclusive']) {
        say(`${name}: ${mode} …`);
        rows.push(...(await measured(`${name}: ${mode}`, { ...started, from, mode, rounds })));
      }
      return rows;
    } finally {
      await party.end();
    }
  });
}

async function measured(name, { url, key, ids, from, mode, rounds }) {
  const bodies = ids.map((named) =>
    JSON.stringify({
      ...{ resources: named, mode, length: '30 minutes', timeslot_increments: '15 minutes' },
      ...{ from: new Date(from).toISOString(), to: new Date(from + days * day).toISOString() },
      output_timezone: 'Europe/Copenhagen',
    }),
  );
  const times = bodies.map(() => []);
  let answered = { slots: 0, bytes: 0 };
  // The first rounds warm up; in each round both questions are asked, so that whatever disturbs one disturbs both.
  for (let round = -rounds; round < rounds; round += 1) {
    for (const [index, body] of bodies.entries()) {
      const { ms, text } = await timed(`${url}/v2/availability`, key, body);
      if (round >= 0) times[index].push(ms);
      if (round === 0 && index === 0) answered = { slots: JSON.parse(text).data.length, bytes: text.length };
    }
  }
  const [once, twice] = times;
  const target = mode === 'roundrobin_random';
  return [
    row(group, `${name}, ${bookings.toLocaleString('en-US')} bookings`, median(once), 'ms', {
      target: target ? { most: 25 } : null,
      remark: `median of ${rounds}, one after the other; ${answered.slots} slots, ${Math.round(answered.bytes / 1000)} kB`,
    }),
    row(group, `${name}: twice the bookings ÷ that`, medianRatio(twice, once), '×', {
      target: target ? { most: 2 } : null,
      remark: `median ${median(twice).toFixed(1)} ms`,
    }),
  ];
}

async function timed(url, key, body) {
  const begin = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  const ms = performance.now() - begin;
  if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 300)}`);
  return { ms, text };
}
