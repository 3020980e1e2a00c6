/** What a day at the goal consists of; an assumption, and the one to change first. Shares of one. */
export const mix = {
  'GET /v2/me, token seen before': 0.5,
  'signed search': 0.2,
  'list by e-mail address': 0.1,
  availability: 0.1,
  search: 0.08,
  'create a booking': 0.02,
};

export const goal = { tenants: 10_000, bookings: 100_000_000, requestsPerSecond: 20_000 };

/** How busy a processor may be where its queue is to stay short. */
const busy = 0.6;
/** One PostgreSQL of the largest ordinary machines. */
const machine = { cores: 64, memoryBytes: 512 * 2 ** 30, connections: 2_000, diskBytes: 8 * 2 ** 40 };
const create = 'create a booking';

/**
 * From measured costs to the goal: plain multiplication, nothing fitted. `figures` is what bench/scale measured.
 * `limits` says for each thing that can run out how many times the goal it carries on one PostgreSQL machine, the
 * tightest first.
 */
export function planFor(figures, { requestsPerSecond, bookings } = goal, shares = mix) {
  const perRequest = (column) =>
    Object.entries(shares).reduce((sum, [name, share]) => sum + share * figures.requests[name][column], 0);
  const serverCores = (requestsPerSecond * perRequest('serverMicroseconds')) / 1e6;
  const databaseCores = (requestsPerSecond * perRequest('databaseMicroseconds')) / 1e6;
  const processes = Math.ceil(serverCores / busy);
  const connections = processes * figures.connectionsPerProcess;
  const heapBytes = bookings * figures.grown.heapBytesPerBooking;
  const indexBytes = bookings * figures.grown.indexBytesPerBooking;
  const createsPerSecond = requestsPerSecond * shares[create];
  const largestCreates = createsPerSecond * figures.largestShare;
  const limits = [
    { name: 'processors of the database', times: (machine.cores * busy) / databaseCores },
    { name: 'connections of the database, without a pooler', times: machine.connections / connections },
    { name: 'indexes in the memory of the database', times: (machine.memoryBytes * 0.75) / indexBytes },
    { name: 'disk of the database', times: machine.diskBytes / (heapBytes + indexBytes) / 2 },
    { name: 'bookings a second of the largest merchant', times: figures.oneMerchantCreates / largestCreates },
  ].sort((one, other) => one.times - other.times);
  return {
    ...{ serverCores, processes, databaseCores, databaseCoresToHave: Math.ceil(databaseCores / busy) },
    ...{ serverMemoryBytes: processes * figures.processBytes, connections },
    ...{ connectionBytes: connections * figures.backendBytes, heapBytes, indexBytes },
    ...{ diskBytes: 2 * (heapBytes + indexBytes), createsPerSecond, largestCreates },
    ...{ walBytesPerSecond: createsPerSecond * figures.walBytesPerCreate, limits },
  };
}
