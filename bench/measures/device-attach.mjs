import { onBothDatabases } from '../lib/databases.mjs';
import { deviceUsers, withDevices } from '../lib/device-users.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { medianSlice } from '../lib/slices.mjs';

const group = 'Attaching a known device, over HTTP';
const least = { SQLite: 2000, PostgreSQL: 1000 };
const people = 1_000;

/** Attaches a second of devices that are attached already. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureDeviceAttach({ directory, slices, seconds }) {
  return onBothDatabases(directory, 'attach', async (name, makeUrl) => {
    const product = new Party(new URL('../targets/devices.mjs', import.meta.url));
    const clients = new Party(new URL('../targets/clients.mjs', import.meta.url));
    try {
      const facts = await product.ask('start', { databaseUrl: await makeUrl('one') });
      const users = await withDevices(clients, facts, deviceUsers(people, facts));
      const made = await medianSlice({
        product,
        slices,
        seconds,
        load: () => clients.ask('attachAgain', { ...facts, users, seconds }),
      });
      const remark = name === 'PostgreSQL' ? '; server on the same machine, fsync off' : '';
      return [
        row(group, `${name}: ${people.toLocaleString('en-US')} users in turn`, made.good, 'attaches/s', {
          target: { least: least[name] },
          remark: `signed tokens, each access kept before its answer; p50 ${made.p50Ms} ms, p99 ${made.p99Ms} ms, ${Math.round(made.cpuUs)} µs of server CPU each; median of ${slices} slices${remark}`,
        }),
      ];
    } finally {
      await Promise.all([product.end(), clients.end()]);
    }
  });
}
