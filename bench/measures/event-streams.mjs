import { onBothDatabases } from '../lib/databases.mjs';
import { deviceUsers, withDevices } from '../lib/device-users.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';

const warmUp = 100;
const devices = new URL('../targets/devices.mjs', import.meta.url);
const options = { nodeOptions: ['--expose-gc'] };

/** What open event streams cost, and how long a logout is under way. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureEventStreams({ directory, streams, say }) {
  return onBothDatabases(directory, 'events', async (name, makeUrl) => {
    const first = new Party(devices, options);
    const second = new Party(devices, options);
    const clients = new Party(new URL('../targets/clients.mjs', import.meta.url));
    try {
      const facts = await first.ask('start', { databaseUrl: await makeUrl('one') });
      const people = deviceUsers(warmUp + streams, facts);
      const users = await withDevices(clients, facts, people);
      // On SQLite there is one node; on PostgreSQL the streams are open on another than the one that detaches. Either has done nothing yet.
      const isFar = name === 'PostgreSQL';
      if (!isFar) await first.end();
      const { url: listened } = await second.ask('join', facts);
      const { keyId, key } = facts;
      const url = isFar ? facts.url : listened;
      const round = async (some) => {
        const before = await second.ask('memory');
        await clients.ask('listen', { url: listened, keyId, users: some });
        const after = await second.ask('memory');
        const sent = await clients.ask('detach', { url, key, users: some });
        const heard = await clients.ask('logouts');
        if (heard.includes(null)) throw new Error('Not every stream had its logout.');
        return { bytes: after - before, times: heard.map((at, index) => at - sent[index]) };
      };
      await round(users.slice(0, warmUp));
      say(`${name}: ${streams} streams …`);
      return rowsOf(name, streams, await round(users.slice(warmUp)));
    } finally {
      await Promise.all([first, second, clients].map((party) => party.end()));
    }
  });
}

function rowsOf(name, streams, { bytes, times }) {
  const group = `Event streams, ${streams.toLocaleString('en-US')} open`;
  const where = name === 'PostgreSQL' ? 'on the other of two nodes' : 'on the one node';
  return [
    row(group, `${name}: memory they take`, bytes / 2 ** 20, 'MiB', {
      target: { most: 100 },
      remark: `resident memory of the process, after garbage collection; ${Math.round(bytes / streams / 1024)} KiB each`,
    }),
    row(group, `${name}: the slowest logout of all`, Math.max(...times), 'ms', {
      target: { most: 1000 },
      remark: `from the detach's request to the event, ${where}; median ${Math.round(median(times))} ms; 64 detaches at a time`,
    }),
  ];
}
