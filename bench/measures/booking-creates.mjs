import { onBothDatabases } from '../lib/databases.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { medianSlice } from '../lib/slices.mjs';

const group = 'Creating bookings, over HTTP';
const least = { SQLite: 1500, PostgreSQL: 800 };
const chairs = 50;
const rivals = 500;

/** Bookings created a second, and how long 500 rivals for one slot wait. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureBookingCreates({ directory, slices, seconds }) {
  return onBothDatabases(directory, 'creates', async (name, makeUrl) => {
    const product = new Party(new URL('../targets/bookings.mjs', import.meta.url));
    const load = new Party(new URL('../targets/load.mjs', import.meta.url));
    try {
      const facts = await product.ask('start', { databaseUrl: await makeUrl('one'), resources: chairs });
      const made = await medianSlice({
        product,
        slices,
        seconds,
        load: (index) =>
          load.ask('createBookings', { ...facts, seconds, from: Date.UTC(2031 + index, 0, 1) }),
      });
      const race = await load.ask('race', { ...facts, rivals, start: Date.UTC(2051, 0, 1) });
      if (race.created !== 1 || race.taken !== rivals - 1)
        throw new Error(`Of ${rivals} rivals ${race.created} got the slot, and ${race.taken} were told so.`);
      const remark = name === 'PostgreSQL' ? '; server on the same machine, fsync off' : '';
      return [
        row(group, `${name}: bookings of one merchant, ${chairs} resources`, made.good, 'bookings/s', {
          target: { least: least[name] },
          remark: `each checked, journaled and answered whole; p99 ${made.p99Ms} ms, ${Math.round(made.cpuUs)} µs of server CPU a booking; median of ${slices} slices${remark}`,
        }),
        row(group, `${name}: ${rivals} rivals for one slot, all answered`, race.ms, 'ms', {
          target: { most: 2000 },
          remark: `one 201, ${rivals - 1} times 409`,
        }),
      ];
    } finally {
      await Promise.all([product.end(), load.end()]);
    }
  });
}
