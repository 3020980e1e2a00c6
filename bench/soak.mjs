import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { onBothDatabases } from './lib/databases.mjs';
import { flatness } from './lib/flatness.mjs';
import { Party } from './lib/processes.mjs';
import { surroundings, terminalTable, writeDocument } from './lib/report.mjs';
import { row } from './lib/rows.mjs';

const usage = `npm run soak -- [options]
  --minutes N   load on each database for so long, after a warm-up of a tenth of it; 10 by default
  --rate N      requests a second at most; 300 by default
  --write       put the figures into docs/performance.md
  --no-build    take dist as it is
Ends with 1 where memory grew, or a request was answered as it must not be.
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '300' },
    write: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const group = `Soak: ${minutes} minutes of mixed load on each database, ${rate} requests/s at most`;
/** Forged tokens and missing rows are part of the load. */
const expected = new Set(['200', '201', '401', '404']);
const say = (text) => process.stderr.write(`${text}\n`);

async function soak() {
  if (!values['no-build'])
    execFileSync('npm', ['run', '--silent', 'build'], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 2, 2],
    });
  const directory = mkdtempSync(join(tmpdir(), 'countersign-soak-'));
  try {
    const rows = await onBothDatabases(directory, 'soak', async (name, makeUrl) =>
      soaked(name, await makeUrl('one')),
    );
    const where = surroundings();
    if (values.write) await writeDocument(rows, where);
    process.stdout.write(
      `${terminalTable(rows)}\n\n${where.machine}, Node.js ${where.node}, ${where.date}\n`,
    );
    return rows.every(({ passed }) => passed !== false);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function soaked(name, databaseUrl) {
  const product = new Party(new URL('./targets/soaked.mjs', import.meta.url), {
    nodeOptions: ['--expose-gc'],
  });
  const load = new Party(new URL('./targets/mixed-load.mjs', import.meta.url));
  try {
    const userKey = randomBytes(32).toString('base64url');
    const facts = await product.ask('start', { databaseUrl, userKey, resources: 50 });
    await load.ask('prepare', { ...facts, userKey, hours: minutes });
    const slices = Math.max(9, Math.round(minutes * 3));
    const seconds = Math.max(1, Math.round((minutes * 60) / slices));
    const target = { url: facts.url, seconds, rate };
    for (let at = 0; at < slices / 10; at += 1) await load.ask('run', target);
    const samples = [];
    for (let at = 0; at < slices; at += 1) {
      const answered = await load.ask('run', target);
      samples.push({ ...answered, ...(await product.ask('memory')) });
      say(sampleLine(name, at, slices, samples.at(-1)));
    }
    return rowsOf(name, samples, seconds);
  } finally {
    await Promise.all([product.end(), load.end()]);
  }
}

const mebibytes = (bytes) => bytes / 2 ** 20;

const sampleLine = (name, at, slices, { statuses, unanswered, p50Ms, p99Ms, residentBytes, heapBytes }) =>
  `${name} ${at + 1}/${slices}: ${JSON.stringify(statuses)}, ${unanswered} unanswered, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ` +
  `${mebibytes(residentBytes).toFixed(1)} MiB resident, ${mebibytes(heapBytes).toFixed(1)} MiB of heap`;

function rowsOf(name, samples, seconds) {
  const counted = {};
  for (const { statuses } of samples)
    for (const [status, count] of Object.entries(statuses)) counted[status] = (counted[status] ?? 0) + count;
  const answered = Object.values(counted).reduce((sum, count) => sum + count, 0);
  const wrong =
    Object.entries(counted).reduce((sum, [status, count]) => sum + (expected.has(status) ? 0 : count), 0) +
    samples.reduce((sum, { unanswered }) => sum + unanswered, 0);
  const resident = flatness(samples.map(({ residentBytes }) => residentBytes));
  const heap = flatness(samples.map(({ heapBytes }) => heapBytes));
  const shown = Object.entries(counted).map(
    ([status, count]) => `${count.toLocaleString('en-US')} × ${status}`,
  );
  const grown = ({ first, last }) =>
    `median of the last third ${mebibytes(last).toFixed(1)} MiB, of the first ${mebibytes(first).toFixed(1)} MiB`;
  return [
    { ...row(group, `${name}: resident memory, growth`, resident.percent, '%', { remark: `${grown(resident)}; ${samples.length} samples, each after garbage collection; flat is up to 5 %, or 8 MiB` }), passed: resident.isFlat },
    { ...row(group, `${name}: heap, growth`, heap.percent, '%', { remark: grown(heap) }), passed: heap.isFlat },
    row(group, `${name}: answered otherwise than promised`, wrong, 'requests', { target: { most: 0 }, remark: `${Math.round(answered / samples.length / seconds)} requests/s: ${shown.join(', ')}` }),
    row(group, `${name}: slowest p99 of a third of a minute`, Math.max(...samples.map(({ p99Ms }) => p99Ms)), 'ms'),
  ]; // prettier-ignore
}

if (values.help) {
  process.stdout.write(usage);
} else if (!(minutes > 0) || !(rate >= 1)) {
  throw new Error(usage);
} else {
  process.exitCode = (await soak()) ? 0 : 1;
}
