import { onBothDatabases } from '../lib/databases.mjs';
import { ordinaryUser, perUser } from '../lib/many-accesses.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';

const few = 5_000;

/** How a page of one user's accesses grows with the tenant. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureAccessHistory({ directory, many, rounds, say }) {
  return onBothDatabases(directory, 'history', async (name, makeUrl) => {
    const parties = [];
    try {
      const start = async (databaseUrl, accesses) => {
        const party = new Party(new URL('../targets/devices.mjs', import.meta.url));
        parties.push(party);
        return party.ask('start', { databaseUrl, accesses });
      };
      const small = await start(await makeUrl('few'), few);
      say(`${name}: ${many} accesses …`);
      const large = await start(await makeUrl('many'), many);
      return [await compared(name, 1), await compared(name, 2)];

      /** In turns, request by request, so that whatever disturbs the machine disturbs both alike. */
      async function compared(database, page) {
        const times = { small: [], large: [] };
        for (let round = -20; round < rounds; round += 1) {
          const [one, other] = [await timed(small, page), await timed(large, page)];
          if (round < 0) continue;
          times.small.push(one);
          times.large.push(other);
        }
        const [above, below] = [median(times.large), median(times.small)];
        const title = `History of one user, 20 rows: ${many.toLocaleString('en-US')} accesses against ${few.toLocaleString('en-US')}`;
        return row(title, `${database}: page ${page}`, above / below, '×', {
          target: { most: 1.3 },
          remark: `median ${above.toFixed(2)} ms against ${below.toFixed(2)} ms, ${rounds} requests each, in turns`,
        });
      }
    } finally {
      await Promise.all(parties.map((party) => party.end()));
    }
  });
}

async function timed({ url, key }, page) {
  const begin = performance.now();
  const response = await fetch(`${url}/v2/proj/access-history?user=${ordinaryUser}&per=20&page=${page}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { docs, totalDocs } = await response.json();
  const ms = performance.now() - begin;
  if (response.status !== 200 || docs.length !== 20 || totalDocs !== perUser)
    throw new Error(`Page ${page} answered ${response.status} and ${docs?.length} rows of ${totalDocs}.`);
  return ms;
}
