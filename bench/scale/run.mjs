import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { surroundings } from '../lib/report.mjs';
import { startPostgres } from '../../test/support/postgres.mjs';
import { scaleTables, writeScaleDocument } from './document.mjs';
import { measureScale } from './measure.mjs';

const usage = `npm run bench:scale -- [options]
  --bookings N  10,000,000 by default
  --tenants N   10,000 by default
  --quick       200,000 bookings of 200 merchants, short loads: figures for finding out, not for quoting
  --write       keep the figures in docs/scale-figures.json and put their tables into docs/scale.md
  --no-build    take dist as it is
Needs Linux (it reads /proc), and for ten million bookings 40 GB of disk in the folder for temporary files.
`;

const { values } = parseArgs({
  options: {
    bookings: { type: 'string' },
    tenants: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { quick } = values;
const bookings = Number(values.bookings ?? (quick ? 200_000 : 10_000_000));
const tenants = Number(values.tenants ?? (quick ? 200 : 10_000));
const say = (text) => process.stderr.write(`${text}\n`);

/** A quarter of the memory, and checkpoints that do not disturb the filling. */
const settings = {
  shared_buffers: quick ? '512MB' : '6GB',
  maintenance_work_mem: quick ? '256MB' : '2GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
};

if (values.help) process.stdout.write(usage);
else if (!(bookings >= 1000) || !(tenants >= 200)) throw new Error(usage);
else await run();

async function run() {
  if (!values['no-build'])
    execFileSync('npm', ['run', '--silent', 'build'], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 2, 2],
    });
  const server = await startPostgres(settings);
  let figures;
  try {
    const measured = await measureScale({ url: server.url, tenants, bookings, seconds: quick ? 3 : 20, say });
    figures = { ...surroundings(), sharedBuffers: settings.shared_buffers, ...measured };
  } finally {
    await server.stop();
  }
  if (values.write) await writeScaleDocument(figures);
  process.stdout.write(`${Object.values(scaleTables(figures)).join('\n\n')}\n`);
}
