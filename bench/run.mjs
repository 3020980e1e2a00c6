import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installBaselines } from './lib/baselines.mjs';
import { writeCharts } from './lib/charts.mjs';
import { surroundings, terminalTable, writeDocument } from './lib/report.mjs';
import { measureAccessHistory } from './measures/access-history.mjs';
import { measureAvailability } from './measures/availability.mjs';
import { measureBookingCreates } from './measures/booking-creates.mjs';
import { measureBookingLists } from './measures/booking-lists.mjs';
import { measureDeviceAttach } from './measures/device-attach.mjs';
import { measureEventStreams } from './measures/event-streams.mjs';
import { measureFirstLogins } from './measures/first-logins.mjs';
import { measureFlood } from './measures/flood.mjs';
import { measureVerification } from './measures/in-process.mjs';
import { measureKeySets } from './measures/key-sets.mjs';
import { measureMeRequests } from './measures/me-requests.mjs';
import { measureGrowth } from './measures/growth.mjs';
import { measureMemory } from './measures/memory.mjs';
import { measureMintedRequests } from './measures/minted-requests.mjs';
import { measureOverview } from './measures/overview.mjs';
import { measurePageTokens } from './measures/page-tokens.mjs';
import { measureSearch } from './measures/search.mjs';
import { measureSignedSearch } from './measures/signed-search.mjs';
import { measureStartUp } from './measures/start-up.mjs';

const usage = `npm run bench -- [options]
  --quick       short runs: figures for finding out, not for quoting
  --write       put the figures into docs/performance.md, each part in place of its former ones
  --json        print JSON in place of the table
  --only NAMES  some of: verification, me, key-sets, first-logins, flood, availability, creates, lists, signed-search, overview, attach, events, history, minted, page-tokens, search, growth, start-up, memory (comma list)
  --no-build    take dist as it is
`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (text) => process.stderr.write(`${text}\n`);

const { quick } = values;
const measures = {
  verification: (facts) =>
    measureVerification({ ...facts, rounds: quick ? 100 : 1000, sliceMs: quick ? 1 : 1.5 }),
  'key-sets': (facts) => measureKeySets(facts),
  me: (facts) => measureMeRequests({ ...facts, rounds: quick ? 2 : 7, seconds: quick ? 2 : 5 }),
  'first-logins': (facts) => measureFirstLogins({ ...facts, seconds: quick ? 2 : 6, postgres: true }),
  flood: (facts) => measureFlood({ ...facts, rounds: quick ? 3 : 15, seconds: quick ? 2 : 4 }),
  availability: (facts) => measureAvailability({ ...facts, rounds: quick ? 20 : 100 }),
  creates: (facts) => measureBookingCreates({ ...facts, slices: quick ? 1 : 7, seconds: quick ? 1 : 4 }),
  lists: (facts) =>
    measureBookingLists({
      ...facts,
      many: quick ? 100_000 : 1_000_000,
      deepPage: quick ? 100 : 1_000,
      rounds: quick ? 50 : 300,
    }),
  'signed-search': (facts) =>
    measureSignedSearch({ ...facts, rounds: quick ? 2 : 7, seconds: quick ? 2 : 5 }),
  overview: (facts) => measureOverview({ ...facts, rounds: quick ? 5 : 20 }),
  attach: (facts) => measureDeviceAttach({ ...facts, slices: quick ? 1 : 7, seconds: quick ? 1 : 4 }),
  events: (facts) => measureEventStreams({ ...facts, streams: quick ? 500 : 2_000 }),
  history: (facts) =>
    measureAccessHistory({
      ...facts,
      many: quick ? 200_000 : 5_000_000,
      rounds: quick ? 50 : 300,
    }),
  minted: (facts) =>
    measureMintedRequests({
      ...facts,
      rounds: quick ? 2 : 9,
      seconds: quick ? 2 : 5,
      sliceMs: quick ? 1 : 1.5,
    }),
  'page-tokens': (facts) => measurePageTokens({ ...facts, rounds: quick ? 5 : 30 }),
  search: (facts) =>
    measureSearch({ ...facts, resources: quick ? 10_000 : 100_000, rounds: quick ? 60 : 400 }),
  growth: (facts) =>
    measureGrowth({
      ...facts,
      sizes: quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000],
      mostSearched: quick ? 10_000 : 1_000_000,
      rounds: quick ? 30 : 300,
    }),
  'start-up': (facts) => measureStartUp({ ...facts, rounds: quick ? 3 : 20 }),
  memory: (facts) => measureMemory({ ...facts, count: quick ? 10_000 : 100_000 }),
};

if (values.help) {
  process.stdout.write(usage);
} else {
  await run();
}

async function run() {
  const wanted = values.only?.split(',') ?? Object.keys(measures);
  const unknown = wanted.filter((name) => !(name in measures));
  if (unknown.length > 0) throw new Error(`No such measure: ${unknown.join(', ')}.\n${usage}`);
  if (values.write && quick) throw new Error('Only runs of full length are written down.');
  if (!values['no-build']) build();
  if (wanted.includes('me') || wanted.includes('signed-search')) installBaselines();
  if (wanted.includes('signed-search')) installBaselines('parse-server/');
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const rows = [];
  const charts = new Map();
  const draw = (file, chart) => charts.set(file, chart);
  try {
    for (const name of wanted) {
      say(`${name} …`);
      rows.push(...(await measures[name]({ directory, say, draw })));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const where = surroundings();
  if (values.write) {
    await writeDocument(rows, where);
    writeCharts(charts);
  }
  if (values.json) return void process.stdout.write(`${JSON.stringify({ ...where, rows }, null, 2)}\n`);
  process.stdout.write(`${terminalTable(rows)}\n\n${where.machine}, Node.js ${where.node}, ${where.date}\n`);
}

function build() {
  say('build …');
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 2, 2],
  });
}
