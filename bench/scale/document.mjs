import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { goal, mix, planFor } from './plan.mjs';

export const figuresFile = new URL('../../docs/scale-figures.json', import.meta.url);
export const documentFile = new URL('../../docs/scale.md', import.meta.url);

const whole = (value) => Math.round(value).toLocaleString('en-US');
const some = (value) => (value >= 100 ? whole(value) : Number(value.toPrecision(2)).toString());
const gigabytes = (bytes) => `${some(bytes / 1e9)} GB`;
const megabytes = (bytes) => `${some(bytes / 1e6)} MB`;
const table = (headings, rows) =>
  [headings, headings.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The tables of docs/scale.md by the name of their place there; nothing but what the figures say. */
export function scaleTables(figures) {
  const plan = planFor(figures);
  return {
    measured: measuredTable(figures),
    requests: requestsTable(figures),
    disk: diskTable(figures),
    plan: planTable(figures, plan),
    limits: table(
      ['What runs out', 'At how many times the goal'],
      plan.limits.map(({ name, times }) => [name, `${some(times)} ×`]),
    ),
  };
}

const measuredTable = (figures) =>
  table(
    ['Measured', 'Figure'],
    [
      [
        'when, where',
        `${figures.date}, commit ${figures.commit}, ${figures.machine}, Node.js ${figures.node}`,
      ],
      ['bookings', whole(figures.bookings)],
      ['merchants', whole(figures.tenants)],
      [
        'bookings of the largest merchant',
        `${whole(figures.largest)} (${some(figures.largestShare * 100)} %)`,
      ],
      ['bookings of the middle merchant', whole(figures.middle)],
      ['`shared_buffers`', figures.sharedBuffers],
      ['filling it, with all indexes', `${some(figures.fillSeconds / 60)} min`],
      [
        'a booking written while all indexes stand, in PostgreSQL',
        `${some(figures.grown.microsecondsPerBooking)} µs`,
      ],
      ['WAL of a booking made over HTTP', `${whole(figures.walBytesPerCreate)} bytes`],
      ['bookings a second of one merchant', whole(figures.oneMerchantCreates)],
      ['first VACUUM of everything', `${some(figures.vacuumFirstSeconds)} s`],
      [
        `VACUUM of the bookings after ${whole(figures.vacuum.changed)} changed`,
        `${some(figures.vacuum.seconds)} s`,
      ],
      ['memory of a server process', megabytes(figures.processBytes)],
      ['connections of a server process', whole(figures.connectionsPerProcess)],
      ['memory of a PostgreSQL backend, its own', megabytes(figures.backendBytes)],
    ],
  );

const requestsTable = ({ requests }) =>
  table(
    ['Request', 'p50', 'p99', 'a second', 'server CPU', 'database CPU', 'read by'],
    Object.entries(requests).map(([name, cost]) => [
      name,
      ...[`${some(cost.p50Ms)} ms`, `${some(cost.p99Ms)} ms`, whole(cost.requestsPerSecond)],
      ...[`${whole(cost.serverMicroseconds)} µs`, `${whole(cost.databaseMicroseconds)} µs`],
      (cost.reads ?? []).map((index) => `\`${index}\``).join(', ') || '–',
    ]),
  );

const diskTable = ({ built, grown }) =>
  table(
    ['Bytes of a booking', 'rows', 'indexes'],
    [
      ...built.tables.map((one) => [
        `\`${one.table}\``,
        whole(one.heapBytesPerBooking),
        whole(one.indexBytesPerBooking),
      ]),
      [
        'together, indexes built over standing rows',
        whole(built.heapBytesPerBooking),
        whole(built.indexBytesPerBooking),
      ],
      [
        'together, written while the indexes stand',
        whole(grown.heapBytesPerBooking),
        whole(grown.indexBytesPerBooking),
      ],
      ...built.largestIndexes.map((one) => [`index \`${one.index}\``, '', whole(one.bytesPerBooking)]),
    ],
  );

const planTable = (figures, plan) =>
  table(
    ['At the goal', 'Needed'],
    [
      ['requests a second', whole(goal.requestsPerSecond)],
      ...Object.entries(mix).map(([name, share]) => [
        `of these: ${name} (assumed)`,
        `${some(share * 100)} %`,
      ]),
      ['processors that run server code', some(plan.serverCores)],
      ['server processes, each 60 % busy', whole(plan.processes)],
      ['memory of all server processes', gigabytes(plan.serverMemoryBytes)],
      ['processors that run PostgreSQL', some(plan.databaseCores)],
      ['processors PostgreSQL has, 60 % busy', whole(plan.databaseCoresToHave)],
      ['connections, without a pooler', whole(plan.connections)],
      ['memory of these connections', gigabytes(plan.connectionBytes)],
      [`rows of ${whole(goal.bookings)} bookings`, gigabytes(plan.heapBytes)],
      ['their indexes', gigabytes(plan.indexBytes)],
      ['disk, as much again left free', gigabytes(plan.diskBytes)],
      ['new bookings a second', whole(plan.createsPerSecond)],
      ['WAL a second, to disk and to each replica', megabytes(plan.walBytesPerSecond)],
      ['new bookings a second of the largest merchant', some(plan.largestCreates)],
    ],
  );

const begin = (name) => `<!-- ${name}: written by \`npm run bench:scale -- --write\` -->`;
const end = (name) => `<!-- end of ${name} -->`;

/** The text with each table in its place. Throws where a place is missing. */
export function withTables(text, figures) {
  return Object.entries(scaleTables(figures)).reduce((written, [name, lines]) => {
    const from = written.indexOf(begin(name));
    const to = written.indexOf(end(name));
    if (from === -1 || to < from) throw new Error(`docs/scale.md has no place for ${name}.`);
    return `${written.slice(0, from)}${begin(name)}\n\n${lines}\n\n${written.slice(to)}`;
  }, text);
}

export async function writeScaleDocument(figures) {
  const style = await resolveConfig(documentFile);
  const text = withTables(readFileSync(documentFile, 'utf8'), figures);
  writeFileSync(documentFile, await format(text, { ...style, parser: 'markdown' }));
  writeFileSync(figuresFile, await format(JSON.stringify(figures), { ...style, parser: 'json' }));
}
